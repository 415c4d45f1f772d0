-- At the hub: checkpoints of a node's log that came before the one they follow. They are taken in their order when that
-- one comes. follows is the size that the message says was the last before it.
create table early_checkpoint (
    digest  bytea primary key,
    node    varchar(63) not null,
    origin  varchar(80) not null,
    follows bigint not null,
    size    bigint not null,
    length  integer not null,
    message bytea not null
);
create index early_checkpoint_by_node on early_checkpoint (node, follows);

-- At the hub: the log of a node in which something is missing before the largest checkpoint that was seen.
create table log_gap (
    node      varchar(63) primary key,
    origin    varchar(80) not null,
    seen      bytea not null,
    seen_size bigint not null,
    since     timestamp with time zone not null,
    asked     boolean not null,
    told      boolean not null
);

-- Until now a checkpoint that came early was told as a broken chain.
update alarm set ended = current_timestamp
where code = 'ANTIN-6303' and ended is null and subject not like 'dead letter from %';
