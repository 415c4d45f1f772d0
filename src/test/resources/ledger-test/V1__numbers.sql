-- What the tests of the foundation need: rows to count, and one row of everything that can be bound.
create table numbers (
    n bigint primary key,
    text varchar
);

create table things (
    id uuid primary key,
    line bigint generated always as identity,
    at timestamp(6) with time zone,
    digest bytea unique,
    body bytea,
    name varchar,
    wake varchar,
    amount bigint,
    open boolean
);
