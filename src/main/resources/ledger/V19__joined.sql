-- At the hub: the join files that were used, known by the SHA-256 of their tokens, with the certificates that were issued
-- by them. The rows are written with the directory that names the node; the same keys again get these certificates again.
create table joined (
    file        bytea not null,
    purpose     varchar(20) not null,
    node        varchar(63) not null,
    at          timestamp with time zone not null,
    certificate bytea not null,
    primary key (file, purpose)
);
