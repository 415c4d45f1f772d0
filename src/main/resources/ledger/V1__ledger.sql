-- What a node or the hub stores. The same text runs on H2 and PostgreSQL.

-- Documents

-- One row per envelope this node sent (OUT), received (IN) or, at the hub, relayed (RELAY). serial is number, notation
-- and year as the issuer gave them: the second name of a document. kind is the name of its type in lower case. erased is when
-- its content was removed; envelope and evidence stay.
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
    envelope_digest bytea not null,
    serial          varchar(120),
    kind            varchar(100),
    erased          timestamp with time zone
);
create index document_by_document_id on document (sender, document_id);
create index document_by_serial on document (sender, serial);
create index document_by_stored on document (direction, stored desc, id desc);
create index document_by_erased on document (erased, stored);

-- The number a document has from its issuer, in lower case, without notation and year: what people ask for ("812").
create table document_number (
    number   varchar(40) not null,
    document uuid not null references document (id),
    primary key (number, document)
);

-- Each document once for each agency of this node that sent it (OUT) or has it (IN). The rows are narrow, so that a list
-- of a million documents reads no envelope. Words are without accents and in lower case.
create table listing (
    document    uuid not null references document (id),
    agency      varchar(35) not null,
    direction   varchar(5) not null,
    stored      timestamp with time zone not null,
    sender      varchar(35) not null,
    urgency     varchar(16) not null,
    operation   varchar(8) not null,
    document_id varchar(255) not null,
    words       varchar(1000) not null,
    primary key (document, agency, direction)
);
create index listing_by_agency on listing (agency, direction, stored desc, document desc);
create index listing_by_sender on listing (sender, direction);

-- The state of each recipient's copy, at the sender of all of them; changed by compare-and-set only.
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
create index copy_by_state on copy (state, since);
create index copy_by_overdue on copy (overdue, since);
create index copy_by_agency on copy (agency, document);

-- A caller's key, or the document's own, and the document it made.
create table submission (
    name        varchar(400) primary key,
    fingerprint bytea not null,
    document    uuid not null
);

-- Messages that must leave, written in the transaction that promises them.
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
create index outbox_by_document on outbox (document);
create index outbox_by_node on outbox (node, state);

-- Documents that have arrived for an agency of this node and wait for its software. The index begins with the state, for
-- few wait: by agency first, H2 read every arrival of an agency at each look into its inbox (1.1 s with 500,000).
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
create index arrival_by_state on arrival (state, agency, due);

-- What recipients reported of a document, and what its sender asked back: each once, never changed. One row for each copy
-- concerned; about may name a document that has not come yet (a recall that overtook it).
create table report (
    about   uuid not null,
    agency  varchar(35) not null,
    carrier uuid not null,
    code    varchar(2) not null,
    reason  varchar(1000) not null,
    at      timestamp with time zone not null,
    primary key (about, agency, carrier)
);

-- Replies that are owed, with the time by which: at the sender of a document what each recipient owes (OUT), at a
-- recipient what it owes itself (IN). A row exists as long as the reply is owed; told once it was late and reported.
create table duty (
    document uuid not null references document (id),
    agency   varchar(35) not null,
    side     varchar(3) not null,
    kind     varchar(7) not null,
    due      timestamp with time zone not null,
    told     boolean not null,
    primary key (document, agency, side, kind)
);
create index duty_by_due on duty (told, due);

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
create index event_by_at on event (at);

-- Submissions that were refused: the code of the sentence, never the content.
create table refusal (
    seq    bigint generated always as identity primary key,
    at     timestamp with time zone not null,
    agency varchar(35) not null,
    code   varchar(10) not null,
    detail varchar(1000) not null
);

-- Legal holds: what one covers is not removed until it is lifted. It covers a document, or what has a number or identifier,
-- or what was exchanged with an agency in a time, also what is stored later.
create table legal_hold (
    id          bigint generated always as identity primary key,
    document    uuid,
    number      varchar(255),
    agency      varchar(35),
    since       timestamp with time zone,
    until       timestamp with time zone,
    who         varchar(63) not null,
    at          timestamp with time zone not null,
    reason      varchar(500) not null,
    lifted_by   varchar(63),
    lifted_at   timestamp with time zone
);

-- The codes of a hold's agency, in capitals: that under which it was placed, and all that the agency had or gets.
create table legal_hold_code (
    hold bigint not null references legal_hold,
    code varchar(35) not null,
    primary key (hold, code)
);

-- Trace ids that callers gave; a document without one has that of its own id.
create table trace (
    document uuid primary key,
    given    varchar(32) not null
);

-- Parts

-- The inline parts as they travel: encrypted. Part 0 is the inner manifest.
create table part (
    document uuid not null references document (id),
    number   integer not null,
    content  bytea not null,
    primary key (document, number)
);

-- Parts that a document names and the part store has: SHA-256 and length of the encrypted bytes. Held as long as needed.
create table stored_part (
    document uuid not null references document (id),
    number   integer not null,
    digest   bytea not null,
    size     bigint not null,
    held     boolean not null,
    primary key (document, number)
);
create index stored_part_by_digest on stored_part (digest);

-- At a node: parts that must still cross its line, up to the hub or down from it. A done one keeps its part from being
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

-- Copies that wait until all their parts are whole: at the hub before RelayAcceptance, at the recipient's node before
-- ContentConsignment. The frame goes on then.
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

-- A file that comes in pieces; its bytes are a file of the door. What is counted as received is on the disk.
create table upload (
    id         uuid primary key,
    agency     varchar(35) not null,
    name       varchar(200) not null,
    media_type varchar(200) not null,
    size       bigint not null,
    digest     bytea,
    received   bigint not null,
    expires    timestamp with time zone not null,
    claim      bytea,
    document   uuid
);
create index upload_by_agency on upload (agency);
create index upload_by_expires on upload (expires);

-- Evidence and logs

-- Evidence: our own and what others sent us, each once. Our own is a leaf of our log: origin and leaf are null until the
-- sequencer has numbered it.
create table evidence (
    seq        bigint generated always as identity primary key,
    id         bytea not null unique,
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
create index evidence_by_event on evidence (event, issuer);
create index evidence_by_leaf on evidence (origin, leaf, seq);

-- The other leaves of our own log in the order of their making; idx is null until the sequencer has numbered them.
create table leaf (
    seq    bigint generated always as identity primary key,
    origin varchar(80),
    idx    bigint,
    bytes  bytea not null
);
create index leaf_by_idx on leaf (origin, idx, seq);

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
create index checkpoint_by_seq on checkpoint (seq);

-- Renewed proofs: lists of time-stamps and directories that were time-stamped again together (decision 50). head is the
-- checkpoint of the list, swept and last the seq of checkpoints: up to swept the next list looks for nothing, last is the
-- highest one in it. The newest time-stamp of a list proves it until ends and is followed by another one from due on.
create table proof_list (
    number bigint primary key,
    head   bytea not null,
    swept  bigint not null,
    last   bigint not null,
    ends   timestamp with time zone not null,
    due    timestamp with time zone not null
);

-- The time-stamps of a list, each over those before it, with the directory that was in force.
create table proof_stamp (
    list      bigint not null,
    number    integer not null,
    at        timestamp with time zone not null,
    directory bigint not null,
    token     bytea not null,
    primary key (list, number)
);

-- SHA-256 of what is in a list: a time-stamp of a checkpoint, or a sealed directory.
create table proof_object (
    object bytea primary key,
    list   bigint not null,
    idx    bigint not null
);
create unique index proof_object_by_list on proof_object (list, idx);

-- At the hub: receipts under a checkpoint, held until the hub's own checkpoint has it as a leaf.
create table held (
    seq        bigint generated always as identity primary key,
    checkpoint bytea not null,
    node       varchar(63) not null,
    body       bytea not null,
    leaf       bytea not null,
    since      timestamp with time zone not null
);

-- At the hub: nodes that got a checkpoint before an authority had stamped it, and must still get the time-stamp.
create table stamp_due (
    checkpoint bytea not null,
    node       varchar(63) not null,
    primary key (checkpoint, node)
);

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

-- At the hub: what recipients' nodes attested of the copies that were passed on to them. A copy that is not here, or not
-- far enough, goes out again when the hub or that node was restored from a backup.
create table attested (
    document uuid not null,
    number   integer not null,
    event    varchar(32) not null,
    node     varchar(63) not null,
    at       timestamp with time zone not null,
    digest   bytea not null,
    primary key (document, number, event)
);
create index attested_by_node on attested (node, at);

-- The province

create table directory (
    serial bigint primary key,
    sealed bytea not null,
    digest bytea not null,
    at     timestamp with time zone not null
);

-- At a node: the seal and encryption certificates that directories have listed for other nodes. state: KNOWN, the first of a
-- node; PROVED, stated under a seal key of before; UNPROVED, and not used before a person decides; CONFIRMED, by a person. told
-- once a document to that node says so in its timeline.
create table key_change (
    node        varchar(63) not null,
    certificate bytea not null,
    purpose     varchar(12) not null,
    serial      bigint not null,
    state       varchar(10) not null,
    at          timestamp with time zone not null,
    told        boolean not null,
    primary key (node, certificate)
);

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

-- At the hub, when the operator confirms joins: the nodes that asked, known by the SHA-256 of their tokens. The first keys
-- that come with a token are the only ones that it is confirmed for.
create table join_request (
    file       bytea primary key,
    node       varchar(63) not null,
    agencies   varchar(2000) not null,
    words      varchar(100) not null,
    at         timestamp with time zone not null,
    decided_by varchar(63),
    decided_at timestamp with time zone,
    granted    boolean
);

-- At a hub whose authority is apart: what it was asked for, known by the SHA-256 of what it is about. A waiting request goes
-- out with each bundle; a signed one has the certificates, which its owner gets when it asks again.
create table authority_request (
    id      bytea primary key,
    kind    varchar(20) not null,
    subject varchar(63) not null,
    content bytea not null,
    words   varchar(100) not null,
    at      timestamp with time zone not null,
    state   varchar(10) not null,
    decided timestamp with time zone,
    answer  bytea
);

-- At the hub: whom to call at an agency, in the words of the hub's operators.
create table agency_contact (
    agency  varchar(35) primary key,
    contact varchar(200) not null
);

-- At the hub: the last heartbeat of each node, and since when its line has its state. One row a node.
create table node_line (
    node              varchar(63) primary key,
    state             varchar(10) not null,
    since             timestamp with time zone not null,
    first_heard       timestamp with time zone not null,
    heard             timestamp with time zone,
    stopping          boolean not null,
    version           varchar(40) not null,
    documents         bigint not null,
    bytes             bigint not null,
    oldest            timestamp with time zone,
    inbox             bigint not null,
    inbox_oldest      timestamp with time zone,
    last_document     timestamp with time zone,
    offset_millis     bigint,
    clock_wrong       boolean not null,
    free_bytes        bigint not null,
    certificate_days  bigint not null,
    round_trip_millis bigint,
    failed            bigint not null,
    overdue           bigint not null,
    hub               varchar(300) not null,
    directory         bigint not null
);

-- At the hub: the last day of a node in half hours, a ring, so that it never grows. began tells today's from yesterday's.
create table node_slot (
    node      varchar(63) not null,
    slot      integer not null,
    began     timestamp with time zone not null,
    beats     bigint not null,
    documents bigint not null,
    waited    bigint not null,
    primary key (node, slot)
);

-- To whom no documents go until somebody resumes: at the hub a node, at a node '*', which is the hub.
create table paused (
    target varchar(63) primary key,
    since  timestamp with time zone not null,
    who    varchar(63) not null,
    reason varchar(500) not null
);

-- Webhooks

-- Addresses of the agencies' software that receive events. Each is a cursor over the feed of events: all up to taken
-- have their row in delivery if they are for it. Rows up to forgotten may be gone again.
create table webhook (
    id          uuid primary key,
    agency      varchar(35) not null,
    url         varchar(1000) not null,
    description varchar(200) not null,
    types       varchar(2000) not null,
    state       varchar(7) not null,
    taken       bigint not null,
    forgotten   bigint not null,
    created     timestamp with time zone not null,
    failing     timestamp with time zone,
    hold        timestamp with time zone
);
create index webhook_by_agency on webhook (agency, created);

-- What its messages are signed with, wrapped for the node's own encryption key. The newest has no end.
create table webhook_key (
    webhook uuid not null references webhook (id),
    number  bigint not null,
    secret  bytea not null,
    signing bytea not null,
    shown   bytea not null,
    until   timestamp with time zone,
    primary key (webhook, number)
);

-- An event that is for a webhook: waits until it is due, is delivered, or was given up.
create table delivery (
    webhook uuid not null references webhook (id),
    event   bigint not null,
    state   varchar(9) not null,
    tries   bigint not null,
    due     timestamp with time zone not null,
    since   timestamp with time zone not null,
    primary key (webhook, event)
);
create index delivery_by_due on delivery (webhook, state, due);

create table delivery_attempt (
    webhook uuid not null,
    event   bigint not null,
    number  bigint not null,
    at      timestamp with time zone not null,
    millis  bigint not null,
    status  bigint,
    setback varchar(20),
    primary key (webhook, event, number)
);

-- People

-- The secret is Argon2id in PHC form; empty until the person has followed the first link. Of an account by single sign-on
-- or LDAP: origin is the service, subject its name there, checked when the service last confirmed it.
create table person (
    name    varchar(63) primary key,
    role    varchar(20) not null,
    secret  varchar(200),
    since   timestamp with time zone not null,
    origin  varchar(10) default 'LOCAL' not null,
    subject varchar(255) default '' not null,
    checked timestamp with time zone
);

-- SHA-256 of a link that lets a person choose a password, once.
create table first_link (
    digest  bytea primary key,
    person  varchar(63) not null references person (name),
    expires timestamp with time zone not null
);

-- SHA-256 of the cookie, and of the token that forms must carry.
create table login (
    digest bytea primary key,
    person varchar(63) not null references person (name),
    form   varchar(43) not null,
    begun  timestamp with time zone not null,
    seen   timestamp with time zone not null
);
create index login_by_person on login (person);

-- A list of one page under a name of the person's own: what stands behind its address. A handful a person.
create table saved_view (
    person  varchar(63) not null references person (name),
    page    varchar(20) not null,
    name    varchar(80) not null,
    address varchar(2000) not null,
    primary key (person, page, name)
);

-- What people did; each row is chained to the one before by hash. address is the other end of the connection; empty for
-- what the program did itself.
create table audit (
    seq     bigint generated always as identity primary key,
    at      timestamp with time zone not null,
    who     varchar(63) not null,
    what    varchar(40) not null,
    subject varchar(200) not null,
    reason  varchar(500) not null,
    detail  varchar(1000) not null,
    hash    bytea not null,
    address varchar(100) default '' not null
);

-- Asked by one person, decided by another: to see content for a while, to throw something away for good. granted is null
-- until somebody has decided; a request lapses, and a grant ends, at until.
create table approval (
    id         bigint generated always as identity primary key,
    kind       varchar(20) not null,
    subject    varchar(200) not null,
    asked_by   varchar(63) not null,
    asked_at   timestamp with time zone not null,
    reason     varchar(500) not null,
    hours      integer not null,
    until      timestamp with time zone not null,
    decided_by varchar(63),
    decided_at timestamp with time zone,
    granted    boolean,
    answer     varchar(500),
    -- What is to be done, as JSON, where the subject does not say it.
    act        varchar(1000000)
);
create index approval_by_asker on approval (asked_by, kind, until);
create index approval_by_until on approval (until);

-- Keys that were made at the console; the SHA-256 alone. Without agencies a key reads metrics and health only.
create table api_key (
    digest   bytea primary key,
    name     varchar(63) not null,
    agencies varchar(2000) not null,
    who      varchar(63) not null,
    since    timestamp with time zone not null,
    revoked  timestamp with time zone
);

-- Operation

-- What the program remembers for itself: the log's epoch, the state of a restore.
create table setting (
    name  varchar(80) primary key,
    content varchar(1000) not null
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

-- Messages that could not be taken, with the reason.
create table dead_letter (
    seq    bigint generated always as identity primary key,
    code   varchar(10) not null,
    detail varchar(1000) not null,
    sender varchar(63) not null,
    kind   varchar(20) not null,
    body   bytea not null,
    at     timestamp with time zone not null
);

-- What is wrong with this node or hub, and what was: one row from its first sight to its end.
create table alert (
    seq      bigint generated always as identity primary key,
    rule     varchar(20) not null,
    subject  varchar(200) not null,
    level    varchar(8) not null,
    code     varchar(10) not null,
    said     varchar(1000) not null,
    since    timestamp with time zone not null,
    seen     timestamp with time zone not null,
    told     timestamp with time zone,
    ended    timestamp with time zone
);
create index alert_by_end on alert (ended, seq);

-- Alerts that are silenced for a while; an empty subject stands for all of a rule.
create table alert_silence (
    seq     bigint generated always as identity primary key,
    rule    varchar(20) not null,
    subject varchar(200) not null,
    until   timestamp with time zone not null,
    who     varchar(63) not null,
    reason  varchar(500) not null,
    since   timestamp with time zone not null
);

-- Messages of alerts that must still go out; what cannot be delivered within a day is dropped.
create table alert_letter (
    seq      bigint generated always as identity primary key,
    channel  varchar(8) not null,
    body     varchar(40000) not null,
    since    timestamp with time zone not null,
    due      timestamp with time zone not null,
    attempts integer not null
);

-- Samples for the charts: one row a minute in which the process ran, for some days. A minute without a row is a gap, not
-- a zero.
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

-- Routes that people stopped, also over a restart, until somebody starts them.
create table stopped_route (
    route  varchar(80) primary key,
    since  timestamp with time zone not null,
    who    varchar(63) not null,
    reason varchar(500) not null
);

-- When the hub's own probe came back last: one row, written with each probe, so that a ledger that stands still is seen
-- even while nobody sends anything.
create table hub_probe (
    id integer primary key,
    at timestamp with time zone not null
);

-- Archive packages that were exported: where, and the digest of METS.xml. documents is how many they hold; removing is true
-- when a second person has agreed that the ledger removes them, removed when it has.
create table archive_package (
    id        bigint generated always as identity primary key,
    name      varchar(120) not null unique,
    folder    varchar(1000) not null,
    since     timestamp with time zone not null,
    until     timestamp with time zone not null,
    who       varchar(63) not null,
    at        timestamp with time zone not null,
    documents bigint not null,
    files     bigint not null,
    bytes     bigint not null,
    mets      bytea not null,
    removing  boolean not null,
    removed   timestamp with time zone
);

-- The documents of each package. receipts is how many of its receipts the package has with their time-stamp: the ledger
-- removes a document only while it has no other. removed is when it did; only then the row has the names, of which there is
-- no other row any more.
create table archived (
    document    uuid not null,
    package     bigint not null references archive_package (id),
    receipts    integer not null,
    removed     timestamp with time zone,
    direction   varchar(5),
    sender      varchar(35),
    document_id varchar(255),
    serial      varchar(120),
    stored      timestamp with time zone,
    primary key (document, package)
);
create index archived_by_package on archived (package, removed);
