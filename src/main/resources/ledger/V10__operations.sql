-- What is wrong with this node or hub, and what was: one row from its first sight to its end.
create table alert (
    seq      bigint generated always as identity primary key,
    rule     varchar(20) not null,
    subject  varchar(200) not null,
    level    varchar(8) not null,
    code     varchar(10) not null,
    said     varchar(1000) not null,
    since    timestamp with time zone not null,
    seen     timestamp with time zone not null,
    told     timestamp with time zone,
    ended    timestamp with time zone
);
create index alert_by_end on alert (ended, seq);

-- What nobody wants to be told of for a while; an empty subject stands for all of a rule.
create table alert_silence (
    seq     bigint generated always as identity primary key,
    rule    varchar(20) not null,
    subject varchar(200) not null,
    until   timestamp with time zone not null,
    who     varchar(63) not null,
    reason  varchar(500) not null,
    since   timestamp with time zone not null
);

-- Messages that must still go out, of few; what cannot be delivered within a day is dropped.
create table alert_letter (
    seq      bigint generated always as identity primary key,
    channel  varchar(8) not null,
    body     varchar(40000) not null,
    since    timestamp with time zone not null,
    due      timestamp with time zone not null,
    attempts integer not null
);

-- Keys that were made at the console; the SHA-256 alone. Without agencies a key reads metrics and health only.
create table api_key (
    digest   bytea primary key,
    name     varchar(63) not null,
    agencies varchar(2000) not null,
    who      varchar(63) not null,
    since    timestamp with time zone not null,
    revoked  timestamp with time zone
);
