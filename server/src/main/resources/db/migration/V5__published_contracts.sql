create table published_contracts (
  route varchar(100) primary key,
  contract text not null,
  changed timestamp with time zone not null,
  breaking text not null
);
