-- The console: who may look, who is looking, and what people did there.

-- The secret is Argon2id in PHC form; empty until the person has followed the first link.
create table person (
    name         varchar(63) primary key,
    role         varchar(20) not null,
    secret       varchar(200),
    failed       integer not null,
    locked_until timestamp with time zone,
    since        timestamp with time zone not null
);

-- SHA-256 of a link that lets a person choose a password, once.
create table first_link (
    digest  bytea primary key,
    person  varchar(63) not null references person (name),
    expires timestamp with time zone not null
);

-- SHA-256 of the cookie, and of the word that forms must carry.
create table login (
    digest bytea primary key,
    person varchar(63) not null references person (name),
    form   varchar(43) not null,
    begun  timestamp with time zone not null,
    seen   timestamp with time zone not null
);
create index login_by_person on login (person);

-- What people did, each row sealed to the one before: hash = SHA-256(hash before, the row's own words).
create table audit (
    seq     bigint generated always as identity primary key,
    at      timestamp with time zone not null,
    who     varchar(63) not null,
    what    varchar(40) not null,
    subject varchar(200) not null,
    reason  varchar(500) not null,
    detail  varchar(1000) not null,
    hash    bytea not null
);

-- What came in or went out, newest first, whatever its agency: for the pages that look over everything.
create index document_by_stored on document (direction, stored desc, id desc);
create index event_by_at on event (at);

-- What waits and what went wrong is looked for at every look at the first page.
drop index copy_by_state;
create index copy_by_state on copy (state, since);
create index copy_by_overdue on copy (overdue, since);
create index outbox_by_document on outbox (document);
