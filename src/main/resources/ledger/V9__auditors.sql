-- What auditors look through, and what needs a second person.

-- The register of receipts is looked through by agency and by what happened, whatever the time.
create index copy_by_agency on copy (agency, document);
create index listing_by_sender on listing (sender, direction);
create index evidence_by_event on evidence (event, issuer);

-- Asked by one person, decided by another: to see content for a while, to throw something away for good.
-- `granted` is empty until somebody has decided; a request lapses, and a grant ends, at `until`.
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
    answer     varchar(500)
);
create index approval_by_asker on approval (asked_by, kind, until);
create index approval_by_until on approval (until);
