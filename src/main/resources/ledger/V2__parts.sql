-- The data plane: parts that do not ride with their envelope.

-- What a document names and the part store holds: SHA-256 and length of the encrypted bytes. Held until nobody needs it.
create table stored_part (
    document uuid not null references document (id),
    number   integer not null,
    digest   bytea not null,
    size     bigint not null,
    held     boolean not null,
    primary key (document, number)
);
create index stored_part_by_digest on stored_part (digest);

-- At a node: what must still cross its line, up to the hub or down from it. A done one keeps its part from being
-- collected until the copy has been consigned.
create table transfer (
    document  uuid not null,
    number    integer not null,
    direction varchar(4) not null,
    digest    bytea not null,
    size      bigint not null,
    urgent    boolean not null,
    since     timestamp with time zone not null,
    expires   timestamp with time zone not null,
    done      boolean not null,
    primary key (document, number)
);
create index transfer_by_direction on transfer (direction, done, urgent, size);

-- Copies that wait until every part of theirs is whole: at the hub before RelayAcceptance, at the recipient's node
-- before ContentConsignment. The frame is what goes on then.
create table awaiting (
    document uuid not null,
    number   integer not null,
    frame    bytea not null,
    expires  timestamp with time zone not null,
    primary key (document, number)
);

-- At the hub: the nodes that may read the parts of a document, until their copy is final and the replay window over.
create table carried (
    document uuid not null references document (id),
    number   integer not null,
    node     varchar(63) not null,
    final_at timestamp with time zone,
    primary key (document, number)
);
create index carried_by_node on carried (node, document);
