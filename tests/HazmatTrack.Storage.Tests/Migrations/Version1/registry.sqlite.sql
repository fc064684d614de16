CREATE TABLE registry_counter (
  one integer primary key check (one = 1),
  schema_version integer not null,
  revision bigint not null,
  recorded_at bigint not null
);
INSERT INTO registry_counter VALUES(1,1,3,1000000);
CREATE TABLE registry_document (
  kind text not null,
  number text not null,
  version integer not null,
  revision bigint not null unique,
  vehicle text,
  valid_from bigint not null,
  valid_to bigint not null,
  withdrawn_at bigint,
  recorded_at bigint not null,
  filed_by text not null,
  content text not null,
  primary key (kind, number, version)
);
INSERT INTO registry_document VALUES('permit','沪公危通〔2026〕7号',1,1,'沪A12345_2',1000,2000,NULL,1000000,'张三','{"provinces":[310000,320000]}');
INSERT INTO registry_document VALUES('route','R-1',1,2,'沪A12345_2',1000,2000,NULL,1000000,'李四','{"lineE6":[31000000,121000000,31123456,121654321,31200000,120000001],"corridorM":312.5}');
INSERT INTO registry_document VALUES('permit','沪公危通〔2026〕7号',2,3,'沪A12345_2',1000,2000,1500,1000000,'王五','{"provinces":[310000,320000]}');
CREATE INDEX registry_document_by_vehicle on registry_document (vehicle, kind, number);
