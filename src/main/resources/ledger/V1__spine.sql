-- What a node or the hub holds. The same text runs on H2 and PostgreSQL.

-- One row per envelope this node sent (OUT), received (IN) or, at the hub, relayed (RELAY).
create table document (
    id              uuid primary key,
    direction       varchar(5) not null,
    sender          varchar(35) not null,
    sender_node     varchar(63) not null,
    urgency         varchar(16) not null,
    operation       varchar(8) not null,
    document_id     varchar(255),
    subject         varchar(1000),
    created         timestamp with time zone not null,
    expires         timestamp with time zone not null,
    stored          timestamp with time zone not null,
    envelope        bytea not null,
    envelope_digest bytea not null
);
create index document_by_document_id on document (sender, document_id);

-- The parts as they travel: encrypted. Part 0 is the inner manifest.
create table part (
    document uuid not null references document (id),
    number   integer not null,
    content  bytea not null,
    primary key (document, number)
);

-- How far each recipient's copy has come: at the sender all of them, moved by compare-and-set only.
create table copy (
    document  uuid not null references document (id),
    number    integer not null,
    agency    varchar(35) not null,
    node      varchar(63) not null,
    state     varchar(22) not null,
    since     timestamp with time zone not null,
    previous  bytea,
    due       timestamp with time zone,
    overdue   boolean not null,
    reason    varchar(10),
    detail    varchar(1000),
    primary key (document, number)
);
create index copy_by_due on copy (due);
create index copy_by_state on copy (state);

-- What must leave, written in the transaction that promises it.
create table outbox (
    id       bigint generated always as identity primary key,
    kind     varchar(8) not null,
    lane     varchar(6) not null,
    node     varchar(63),
    document uuid references document (id),
    number   integer not null,
    body     bytea,
    dup      varchar(120) not null unique,
    state    varchar(7) not null,
    due      timestamp with time zone not null,
    attempts integer not null,
    expires  timestamp with time zone
);
create index outbox_by_lane on outbox (lane desc, id);

-- What has arrived for an agency of this node and waits for its software.
create table arrival (
    document    uuid not null references document (id),
    agency      varchar(35) not null,
    number      integer not null,
    state       varchar(8) not null,
    since       timestamp with time zone not null,
    lease       uuid,
    lease_until timestamp with time zone,
    offers      integer not null,
    due         timestamp with time zone not null,
    previous    bytea not null,
    primary key (document, agency)
);
create index arrival_by_agency on arrival (agency, state, due);

-- A caller's key, or the document's own, and the document it made.
create table submission (
    name        varchar(400) primary key,
    fingerprint bytea not null,
    document    uuid not null
);

-- Evidence: our own and what others sent us, each once. Own evidence has no index until the log has numbered it.
create table evidence (
    id         bytea primary key,
    seq        bigint generated always as identity,
    document   uuid not null,
    number     integer not null,
    agency     varchar(35),
    event      varchar(32) not null,
    issuer     varchar(63) not null,
    at         timestamp with time zone not null,
    bytes      bytea not null,
    digest     bytea not null,
    own        boolean not null,
    goes_to    varchar(63),
    origin     varchar(80),
    leaf       bigint,
    proof      bytea,
    checkpoint bytea
);
create index evidence_by_document on evidence (document, number);

-- Leaves of our own log in the order of their making; idx is null until the sequencer has numbered them.
create table leaf (
    seq      bigint generated always as identity primary key,
    origin   varchar(80),
    idx      bigint,
    hash     bytea not null,
    bytes    bytea,
    evidence bytea
);
create index leaf_by_idx on leaf (origin, idx);

-- Roots of the complete subtrees of our own log (RFC 6962): level 0 are the leaves.
create table subtree (
    origin varchar(80) not null,
    level  integer not null,
    idx    bigint not null,
    hash   bytea not null,
    primary key (origin, level, idx)
);

-- Sealed checkpoints: our own and those of others that we have seen.
create table checkpoint (
    digest             bytea primary key,
    seq                bigint generated always as identity,
    origin             varchar(80) not null,
    size               bigint not null,
    root               bytea not null,
    at                 timestamp with time zone not null,
    sealed             bytea not null,
    own                boolean not null,
    time_stamp         bytea,
    witness_leaf       bigint,
    witness_proof      bytea,
    witness_checkpoint bytea
);
create index checkpoint_by_origin on checkpoint (origin, size desc, seq);

-- At the hub: receipts under a checkpoint, held until the hub's own checkpoint has it as a leaf.
create table held (
    seq        bigint generated always as identity primary key,
    checkpoint bytea not null,
    node       varchar(63) not null,
    body       bytea not null,
    leaf       bytea not null,
    since      timestamp with time zone not null
);

create table directory (
    serial bigint primary key,
    sealed bytea not null,
    digest bytea not null,
    at     timestamp with time zone not null
);

-- What a person must look at.
create table alarm (
    seq     bigint generated always as identity primary key,
    code    varchar(10) not null,
    subject varchar(200) not null,
    detail  varchar(1000) not null,
    since   timestamp with time zone not null,
    ended   timestamp with time zone,
    times   integer not null
);
create index alarm_by_subject on alarm (subject, code);

-- Messages no code understands, with the reason.
create table dead_letter (
    seq    bigint generated always as identity primary key,
    code   varchar(10) not null,
    detail varchar(1000) not null,
    sender varchar(63) not null,
    kind   varchar(20) not null,
    body   bytea not null,
    at     timestamp with time zone not null
);

-- The timeline people read: one line per thing that happened to a document.
create table event (
    seq      bigint generated always as identity primary key,
    document uuid not null,
    at       timestamp with time zone not null,
    what     varchar(40) not null,
    agency   varchar(35),
    code     varchar(10),
    detail   varchar(1000)
);
create index event_by_document on event (document, seq);

-- Submissions that were refused: the sentence's code, never the content.
create table refusal (
    seq    bigint generated always as identity primary key,
    at     timestamp with time zone not null,
    agency varchar(35) not null,
    code   varchar(10) not null,
    detail varchar(1000) not null
);

-- Words the program keeps for itself: the log's epoch, the join tokens used.
create table setting (
    name  varchar(80) primary key,
    content varchar(1000) not null
);

-- At the hub: nodes that got a checkpoint before an authority had stamped it, and must still get the time-stamp.
create table stamp_due (
    checkpoint bytea not null,
    node       varchar(63) not null,
    primary key (checkpoint, node)
);
