-- What people look through: lists of documents, the feed of events, and files that come in pieces.

-- Each document once for each agency of this node that sent it (OUT) or has it (IN): narrow rows, so that a list of a
-- million documents is looked through without reading one envelope. Words are without accents and in lower case.
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

-- What is here already. These letters are what a Vietnamese text has beside those of ASCII.
insert into listing (document, agency, direction, stored, sender, urgency, operation, document_id, words)
select d.id, d.sender, 'OUT', d.stored, d.sender, d.urgency, d.operation,
    translate(lower(coalesce(d.document_id, '')),
        'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ',
        'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd'),
    translate(lower(coalesce(d.subject, '')),
        'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ',
        'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd')
from document d
where d.direction = 'OUT';

insert into listing (document, agency, direction, stored, sender, urgency, operation, document_id, words)
select d.id, a.agency, 'IN', d.stored, d.sender, d.urgency, d.operation,
    translate(lower(coalesce(d.document_id, '')),
        'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ',
        'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd'),
    translate(lower(coalesce(d.subject, '')),
        'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ',
        'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd')
from arrival a join document d on d.id = a.document;

-- A file that comes in pieces; its bytes are a file of the door's. What is counted as received is on the disk.
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
