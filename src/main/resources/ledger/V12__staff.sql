-- People whom a directory or a provider vouches for: by whose word, who that is there, and when it was last said.
alter table person add column origin varchar(10) default 'LOCAL' not null;
alter table person add column subject varchar(255) default '' not null;
alter table person add column checked timestamp with time zone;

-- Trace ids that callers gave; a document without one has that of its own id.
create table trace (
    document uuid primary key,
    given    varchar(32) not null
);
