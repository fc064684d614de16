CREATE TABLE position_logs (identity text primary key, incarnation bigint not null unique);
INSERT INTO position_logs VALUES('topic positions A',1);
INSERT INTO position_logs VALUES('topic positions B',2);
