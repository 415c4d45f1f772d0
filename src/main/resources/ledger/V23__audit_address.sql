-- From where somebody did what the audit log tells: the other end of the connection; empty for what the program did itself.

alter table audit add column address varchar(100) default '' not null;
