-- Lines, seen from the hub; and what people hold back, here and there.

-- What each node last said of itself, and since when it stands as it does. One row a node.
create table node_line (
    node             varchar(63) primary key,
    state            varchar(10) not null,
    since            timestamp with time zone not null,
    first_heard      timestamp with time zone not null,
    heard            timestamp with time zone,
    stopping         boolean not null,
    version          varchar(40) not null,
    documents        bigint not null,
    bytes            bigint not null,
    oldest           timestamp with time zone,
    inbox            bigint not null,
    inbox_oldest     timestamp with time zone,
    last_document    timestamp with time zone,
    offset_millis    bigint,
    clock_wrong      boolean not null,
    free_bytes       bigint not null,
    certificate_days bigint not null
);

-- The last day of a node in half hours: a ring, so that it never grows. `began` tells today's from yesterday's.
create table node_slot (
    node      varchar(63) not null,
    slot      integer not null,
    began     timestamp with time zone not null,
    beats     bigint not null,
    documents bigint not null,
    waited    bigint not null,
    primary key (node, slot)
);

-- To whom no documents go until somebody says otherwise: at the hub a node, at a node '*', which is the hub.
create table paused (
    target varchar(63) primary key,
    since  timestamp with time zone not null,
    who    varchar(63) not null,
    reason varchar(500) not null
);
create index outbox_by_node on outbox (node, state);
