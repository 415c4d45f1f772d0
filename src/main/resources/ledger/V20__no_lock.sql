-- Wrong passwords slow down whoever gives them, by name and place, in memory; no account is locked any more.
alter table person drop column failed;
alter table person drop column locked_until;
