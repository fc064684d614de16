CREATE TABLE history_owner (
  partition integer primary key,
  epoch integer not null,
  journal_id integer not null,
  incarnation integer not null,
  last_offset integer not null
);
INSERT INTO history_owner VALUES(0,1,4,7,601);
CREATE TABLE history_vehicle (
  id integer primary key,
  partition integer not null,
  name text not null,
  sealed_to integer,
  chunk_start integer,
  chunk_points integer not null default 0,
  checkpoint_bound integer,
  unique (name, partition)
);
INSERT INTO history_vehicle VALUES(1,0,'沪A00001_2',1772413210000,1772410810000,241,1772411600000);
INSERT INTO history_vehicle VALUES(2,0,'沪A00002_2',NULL,NULL,0,NULL);
CREATE TABLE history_chunk (
  id integer primary key,
  vehicle integer not null,
  start_at integer not null,
  end_at integer not null,
  points integer not null,
  checkpoint_at integer,
  checkpoint blob,
  data blob not null
);
INSERT INTO history_chunk VALUES(1,1,1772409600000,1772410800000,121,NULL,NULL,X'02019510e6e78a0828b52ffd600a03650300c403790080cca69a0debcba69a0d0080cce01debbce01d009f8d06a08d060080abe373a3b3e3738c01fb0c0014bb05143bc09a0c0406007903020101031012003b90cf5caa714ffec36a40ea0cc019b8831b18297acf04b0829c34ce29a8600a20e4adbe20888c203a660abe');
INSERT INTO history_chunk VALUES(2,1,1772410810000,1772413210000,241,1772411600000,X'010203',X'0201b1f6dbbe821028b52ffd6002075d04005404f10100f4dea69a0ddf00b4dbe21d9fcce21d009f8d06a08d06009f8d06fcc0db739fc9db73e0c508dfc508e4058c01fb0c840214bb05143b9c9f0c060400f10101010310021a00dc9d669da354bda3988714658133703fc08202524880428114f20928644f1480042f30ce39120b9382c8a500dc02602f38835a9dc0ad4e20880c686e8da30bab1c01');
CREATE TABLE history_journal (
  key integer primary key,
  partition integer not null,
  id integer not null,
  written integer not null,
  data blob not null
);
INSERT INTO history_journal VALUES(1,0,1,1795871508505,X'0201f13a979bfa0b28b52ffd60fa047d0500e4050102b201b20100f4dea69a0ddfdea69a0d00141300b4dbe21d9fcce21d009f8d06a08d0600940f930ffcc0db739fc9db73e0c508dfc5080000a308a4e4058c01fb0c8c019802840214bb0514283b289c9f0c06040a00b201010103100f081f003f0db18716c04477e7a9e68788e93d1531e1bc420a0dc019b83f3d37a8ca869d200010000e0b52e41350c89e28000ac939c2b012e8e1180e24ce49f0eae20027b15504049101cd1998c34e4118');
INSERT INTO history_journal VALUES(2,0,2,1795871508509,X'020191544055e80f28b52ffd60e8067d040034050102ee01ee0100c884a79a0db384a79a0d00e8dde01dd3cee01d009f8d06a08d0600d880dd73fb88dd73e0c508dfc508000098028c01fb0c8c012814bb051428143b1414d2a80c040600ee01030e01010310021500d89d079da3b47947a90a292a0067e070ac208dc0097d6052e83d530014927b840b83820e52ce7d0170ac5b4d41ad4e10884c203ad0140803');
INSERT INTO history_journal VALUES(3,0,4,1795871508513,X'020056ad4714010401010080cca69a0d80cce01d80abe373000000c09a0c00010301');
CREATE TABLE history_rejudge (
  vehicle integer primary key,
  partition integer not null,
  since integer not null,
  id integer not null
);
INSERT INTO history_rejudge VALUES(1,0,1772412100000,3);
CREATE INDEX history_vehicle_partition on history_vehicle (partition);
CREATE UNIQUE INDEX history_chunk_key on history_chunk (vehicle, start_at);
CREATE UNIQUE INDEX history_journal_key on history_journal (partition, id);
CREATE VIRTUAL TABLE history_place using rtree_i32 (id, start_min, end_min, south, north, west, east);
insert into history_place values (1,29540160,29540180,31200000,31249910,121336400,121400000);
insert into history_place values (2,29540180,29540220,31200170,31249730,121330040,121399550);
