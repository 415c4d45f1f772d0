-- What nodes say of their documents that have left them, and lists as people of the console keep them.

-- Null of a node that does not say so yet.
alter table node_line add column round_trip_millis bigint;
alter table node_line add column failed bigint;
alter table node_line add column overdue bigint;

-- A list of one page under a name of the person's own: what stands behind its address. A handful a person.
create table saved_view (
    person  varchar(63) not null references person (name),
    page    varchar(20) not null,
    name    varchar(80) not null,
    address varchar(2000) not null,
    primary key (person, page, name)
);
