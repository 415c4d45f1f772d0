-- How people find a document, and whom they call about an agency.

-- The number a document has from its issuer, in lower case, without notation and year: what people ask for ("812").
create table document_number (
    number   varchar(40) not null,
    document uuid not null references document (id),
    primary key (number, document)
);
insert into document_number (number, document)
select substring(lower(serial) from 1 for position('/' in serial) - 1), id
from document where serial is not null and position('/' in serial) between 2 and 41;

-- At the hub: whom to call at an agency, in the words of the hub's operators.
create table agency_contact (
    agency  varchar(35) primary key,
    contact varchar(200) not null
);
