-- What the charts of the console are drawn from, and which routes people have stopped.

-- One row a minute in which the process ran, for some days: a minute without a row is a gap, not a zero.
create table sample (
    began       timestamp with time zone primary key,
    came        bigint not null,
    came_bytes  bigint not null,
    went        bigint not null,
    went_bytes  bigint not null,
    waits       bigint not null,
    waits_there bigint not null,
    took        varchar(2000) not null
);

-- Routes that stand until somebody says otherwise, also over a restart.
create table stopped_route (
    route  varchar(80) primary key,
    since  timestamp with time zone not null,
    who    varchar(63) not null,
    reason varchar(500) not null
);
