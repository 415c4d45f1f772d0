-- What recipients reported of a document, and what its sender asked back: each once, as it was said, never changed.
-- One row for each copy concerned; `about` may name a document that has not come yet (a recall that overtook it).
create table report (
    about   uuid not null,
    agency  varchar(35) not null,
    carrier uuid not null,
    code    varchar(2) not null,
    reason  varchar(1000) not null,
    at      timestamp with time zone not null,
    primary key (about, agency, carrier)
);

-- Number, notation and year as the issuer gave them: the second name of a document.
alter table document add column serial varchar(120);
create index document_by_serial on document (sender, serial);
