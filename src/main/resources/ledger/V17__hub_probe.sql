-- When the hub's own probe came back last: one row, written with each probe, so that a ledger that stands still is seen
-- even while nobody sends anything.
create table hub_probe (
    id integer primary key,
    at timestamp with time zone not null
);
