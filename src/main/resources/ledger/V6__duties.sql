-- What somebody owes about a document, with the time by which: at its sender what each recipient owes (OUT), at a
-- recipient what it owes itself (IN). A row is there as long as it is owed; `told` once it was late and said so.
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
