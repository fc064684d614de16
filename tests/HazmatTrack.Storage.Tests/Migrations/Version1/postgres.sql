CREATE TABLE alert (
    id text NOT NULL COLLATE pg_catalog."C",
    vehicle text NOT NULL COLLATE pg_catalog."C",
    rule text NOT NULL COLLATE pg_catalog."C",
    status integer NOT NULL,
    onset bigint NOT NULL,
    body text NOT NULL,
    severity integer DEFAULT 0 NOT NULL,
    detected bigint DEFAULT 0 NOT NULL
);
CREATE TABLE alert_counter (
    one integer NOT NULL,
    last bigint NOT NULL,
    open_notice bigint DEFAULT 0 NOT NULL,
    open_yellow bigint DEFAULT 0 NOT NULL,
    open_orange bigint DEFAULT 0 NOT NULL,
    open_red bigint DEFAULT 0 NOT NULL,
    CONSTRAINT alert_counter_one_check CHECK ((one = 1))
);
CREATE TABLE alert_event (
    sequence bigint NOT NULL,
    alert text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    body text NOT NULL
);
CREATE TABLE alert_owner (
    partition integer NOT NULL,
    epoch bigint NOT NULL
);
CREATE TABLE alert_province (
    alert text NOT NULL COLLATE pg_catalog."C",
    province integer NOT NULL,
    onset bigint NOT NULL
);
CREATE TABLE alert_reach (
    incarnation bigint NOT NULL,
    partition integer NOT NULL,
    vehicle text NOT NULL COLLATE pg_catalog."C",
    reach bigint NOT NULL
);
CREATE TABLE alert_relay (
    relay text NOT NULL COLLATE pg_catalog."C",
    last bigint NOT NULL,
    holder text NOT NULL COLLATE pg_catalog."C",
    until bigint NOT NULL
);
CREATE TABLE alert_schema (
    one integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT alert_schema_one_check CHECK ((one = 1))
);
CREATE TABLE history_chunk (
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    checkpoint_at bigint,
    vehicle integer NOT NULL,
    points integer NOT NULL,
    south integer,
    north integer,
    west integer,
    east integer,
    checkpoint bytea,
    data bytea NOT NULL
)
PARTITION BY RANGE (start_at);
ALTER TABLE ONLY history_chunk ALTER COLUMN checkpoint SET STORAGE EXTERNAL;
ALTER TABLE ONLY history_chunk ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE history_chunk_w20260302 (
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    checkpoint_at bigint,
    vehicle integer NOT NULL,
    points integer NOT NULL,
    south integer,
    north integer,
    west integer,
    east integer,
    checkpoint bytea,
    data bytea NOT NULL
)
WITH (toast_tuple_target='8160');
ALTER TABLE ONLY history_chunk_w20260302 ALTER COLUMN checkpoint SET STORAGE EXTERNAL;
ALTER TABLE ONLY history_chunk_w20260302 ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE history_journal (
    partition integer NOT NULL,
    id bigint NOT NULL,
    written bigint NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY history_journal ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE history_owner (
    partition integer NOT NULL,
    epoch bigint NOT NULL,
    journal_id bigint NOT NULL,
    incarnation bigint NOT NULL,
    last_offset bigint NOT NULL
)
WITH (fillfactor='20');
CREATE TABLE history_rejudge (
    vehicle integer NOT NULL,
    partition integer NOT NULL,
    since bigint NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE history_vehicle (
    id integer NOT NULL,
    partition integer NOT NULL,
    name text NOT NULL,
    sealed_to bigint,
    chunk_start bigint,
    chunk_points integer DEFAULT 0 NOT NULL,
    checkpoint_bound bigint
)
WITH (fillfactor='60');
ALTER TABLE history_vehicle ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME history_vehicle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE position_logs (
    identity text NOT NULL,
    incarnation bigint NOT NULL
);
CREATE TABLE registry_counter (
    one integer NOT NULL,
    schema_version integer NOT NULL,
    revision bigint NOT NULL,
    recorded_at bigint NOT NULL,
    CONSTRAINT registry_counter_one_check CHECK ((one = 1))
);
CREATE TABLE registry_document (
    kind text NOT NULL COLLATE pg_catalog."C",
    number text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    revision bigint NOT NULL,
    vehicle text COLLATE pg_catalog."C",
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    withdrawn_at bigint,
    recorded_at bigint NOT NULL,
    filed_by text NOT NULL,
    content text NOT NULL
);
ALTER TABLE ONLY history_chunk ATTACH PARTITION history_chunk_w20260302 FOR VALUES FROM ('1772409600000') TO ('1773014400000');
INSERT INTO alert VALUES ('jy78n9c2zc2f111s5kj9', '沪A12345_2', 'crossing', 0, 1772323500000, '{"v":1,"alert":{"id":"jy78n9c2zc2f111s5kj9","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323500000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323500000,"position":[31297000,121105000],"severity":"Red","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323500000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323492000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323507000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323537000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323500000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260004,"revision":1,"changedAt":1772323260004,"cause":[1,3,4],"handling":[]}}', 3, 1772323260004);
INSERT INTO alert VALUES ('5m9329ssj2jc94r8kg3w', '沪A12345_2', 'crossing', 1, 1772323200000, '{"v":1,"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Acknowledged","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":2,"changedAt":1772323500000,"cause":[1,3,3],"handling":[{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000}]}}', 0, 1772323260003);
INSERT INTO alert_counter VALUES (1, 3, 1, 0, 0, 1);
INSERT INTO alert_event VALUES (1, '5m9329ssj2jc94r8kg3w', 1, '{"v":1,"event":{"sequence":1,"kind":"Raised","at":1772323260003,"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":1,"changedAt":1772323260003,"cause":[1,3,3],"handling":[]},"late":false}}');
INSERT INTO alert_event VALUES (2, 'jy78n9c2zc2f111s5kj9', 1, '{"v":1,"event":{"sequence":2,"kind":"Raised","at":1772323260004,"alert":{"id":"jy78n9c2zc2f111s5kj9","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323500000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323500000,"position":[31297000,121105000],"severity":"Red","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323500000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323492000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323507000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323537000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323500000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260004,"revision":1,"changedAt":1772323260004,"cause":[1,3,4],"handling":[]},"late":false}}');
INSERT INTO alert_event VALUES (3, '5m9329ssj2jc94r8kg3w', 2, '{"v":1,"event":{"sequence":3,"kind":"Acknowledged","at":1772323500000,"step":{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000},"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Acknowledged","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":2,"changedAt":1772323500000,"cause":[1,3,3],"handling":[{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000}]},"before":{"status":"Open","severity":"Notice"},"late":false}}');
INSERT INTO alert_owner VALUES (0, 1);
INSERT INTO alert_province VALUES ('jy78n9c2zc2f111s5kj9', 310000, 1772323500000);
INSERT INTO alert_province VALUES ('jy78n9c2zc2f111s5kj9', 320000, 1772323500000);
INSERT INTO alert_province VALUES ('5m9329ssj2jc94r8kg3w', 310000, 1772323200000);
INSERT INTO alert_province VALUES ('5m9329ssj2jc94r8kg3w', 320000, 1772323200000);
INSERT INTO alert_reach VALUES (1, 3, '沪A12345_2', 4);
INSERT INTO alert_schema VALUES (1, 2);
INSERT INTO history_chunk_w20260302 VALUES (1772409600000, 1772410800000, NULL, 1, 121, 31200000, 31249910, 121336400, 121400000, NULL, '\x02019510e6e78a0828b52ffd600a03650300c403790080cca69a0debcba69a0d0080cce01debbce01d009f8d06a08d060080abe373a3b3e3738c01fb0c0014bb05143bc09a0c0406007903020101031012003b90cf5caa714ffec36a40ea0cc019b8831b18297acf04b0829c34ce29a8600a20e4adbe20888c203a660abe');
INSERT INTO history_chunk_w20260302 VALUES (1772410810000, 1772413210000, 1772411600000, 1, 241, 31200170, 31249730, 121330040, 121399550, '\x010203', '\x0201b1f6dbbe821028b52ffd6002075d04005404f10100f4dea69a0ddf00b4dbe21d9fcce21d009f8d06a08d06009f8d06fcc0db739fc9db73e0c508dfc508e4058c01fb0c840214bb05143b9c9f0c060400f10101010310021a00dc9d669da354bda3988714658133703fc08202524880428114f20928644f1480042f30ce39120b9382c8a500dc02602f38835a9dc0ad4e20880c686e8da30bab1c01');
INSERT INTO history_journal VALUES (0, 1, 1795871508281, '\x0201f13a979bfa0b28b52ffd60fa047d0500e4050102b201b20100f4dea69a0ddfdea69a0d00141300b4dbe21d9fcce21d009f8d06a08d0600940f930ffcc0db739fc9db73e0c508dfc5080000a308a4e4058c01fb0c8c019802840214bb0514283b289c9f0c06040a00b201010103100f081f003f0db18716c04477e7a9e68788e93d1531e1bc420a0dc019b83f3d37a8ca869d200010000e0b52e41350c89e28000ac939c2b012e8e1180e24ce49f0eae20027b15504049101cd1998c34e4118');
INSERT INTO history_journal VALUES (0, 2, 1795871508313, '\x020191544055e80f28b52ffd60e8067d040034050102ee01ee0100c884a79a0db384a79a0d00e8dde01dd3cee01d009f8d06a08d0600d880dd73fb88dd73e0c508dfc508000098028c01fb0c8c012814bb051428143b1414d2a80c040600ee01030e01010310021500d89d079da3b47947a90a292a0067e070ac208dc0097d6052e83d530014927b840b83820e52ce7d0170ac5b4d41ad4e10884c203ad0140803');
INSERT INTO history_journal VALUES (0, 4, 1795871508332, '\x020056ad4714010401010080cca69a0d80cce01d80abe373000000c09a0c00010301');
INSERT INTO history_owner VALUES (0, 1, 4, 7, 601);
INSERT INTO history_rejudge VALUES (1, 0, 1772412100000, 3);
INSERT INTO history_vehicle OVERRIDING SYSTEM VALUE VALUES (1, 0, '沪A00001_2', 1772413210000, 1772410810000, 241, 1772411600000);
INSERT INTO history_vehicle OVERRIDING SYSTEM VALUE VALUES (2, 0, '沪A00002_2', NULL, NULL, 0, NULL);
INSERT INTO position_logs VALUES ('topic positions A', 1);
INSERT INTO position_logs VALUES ('topic positions B', 2);
INSERT INTO registry_counter VALUES (1, 1, 3, 1000000);
INSERT INTO registry_document VALUES ('permit', '沪公危通〔2026〕7号', 1, 1, '沪A12345_2', 1000, 2000, NULL, 1000000, '张三', '{"provinces":[310000,320000]}');
INSERT INTO registry_document VALUES ('route', 'R-1', 1, 2, '沪A12345_2', 1000, 2000, NULL, 1000000, '李四', '{"lineE6":[31000000,121000000,31123456,121654321,31200000,120000001],"corridorM":312.5}');
INSERT INTO registry_document VALUES ('permit', '沪公危通〔2026〕7号', 2, 3, '沪A12345_2', 1000, 2000, 1500, 1000000, '王五', '{"provinces":[310000,320000]}');
SELECT pg_catalog.setval('history_vehicle_id_seq', 2, true);
ALTER TABLE ONLY alert_counter
    ADD CONSTRAINT alert_counter_pkey PRIMARY KEY (one);
ALTER TABLE ONLY alert_event
    ADD CONSTRAINT alert_event_alert_revision_key UNIQUE (alert, revision);
ALTER TABLE ONLY alert_event
    ADD CONSTRAINT alert_event_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY alert_owner
    ADD CONSTRAINT alert_owner_pkey PRIMARY KEY (partition);
ALTER TABLE ONLY alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alert_province
    ADD CONSTRAINT alert_province_pkey PRIMARY KEY (alert, province);
ALTER TABLE ONLY alert_reach
    ADD CONSTRAINT alert_reach_pkey PRIMARY KEY (incarnation, partition, vehicle);
ALTER TABLE ONLY alert_relay
    ADD CONSTRAINT alert_relay_pkey PRIMARY KEY (relay);
ALTER TABLE ONLY alert_schema
    ADD CONSTRAINT alert_schema_pkey PRIMARY KEY (one);
ALTER TABLE ONLY history_chunk
    ADD CONSTRAINT history_chunk_pkey PRIMARY KEY (vehicle, start_at);
ALTER TABLE ONLY history_chunk_w20260302
    ADD CONSTRAINT history_chunk_w20260302_pkey PRIMARY KEY (vehicle, start_at);
ALTER TABLE ONLY history_journal
    ADD CONSTRAINT history_journal_pkey PRIMARY KEY (partition, id);
ALTER TABLE ONLY history_owner
    ADD CONSTRAINT history_owner_pkey PRIMARY KEY (partition);
ALTER TABLE ONLY history_rejudge
    ADD CONSTRAINT history_rejudge_pkey PRIMARY KEY (vehicle);
ALTER TABLE ONLY history_vehicle
    ADD CONSTRAINT history_vehicle_name_partition_key UNIQUE (name, partition);
ALTER TABLE ONLY history_vehicle
    ADD CONSTRAINT history_vehicle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY position_logs
    ADD CONSTRAINT position_logs_incarnation_key UNIQUE (incarnation);
ALTER TABLE ONLY position_logs
    ADD CONSTRAINT position_logs_pkey PRIMARY KEY (identity);
ALTER TABLE ONLY registry_counter
    ADD CONSTRAINT registry_counter_pkey PRIMARY KEY (one);
ALTER TABLE ONLY registry_document
    ADD CONSTRAINT registry_document_pkey PRIMARY KEY (kind, number, version);
ALTER TABLE ONLY registry_document
    ADD CONSTRAINT registry_document_revision_key UNIQUE (revision);
CREATE INDEX alert_by_detected ON alert USING btree (detected, id);
CREATE INDEX alert_by_onset ON alert USING btree (onset, id);
CREATE INDEX alert_by_province ON alert_province USING btree (province, onset, alert);
CREATE INDEX alert_by_rule ON alert USING btree (rule, onset, id);
CREATE INDEX alert_by_status ON alert USING btree (status, onset, id);
CREATE INDEX alert_by_vehicle ON alert USING btree (vehicle, onset, id);
CREATE INDEX alert_open ON alert USING btree (onset, id) WHERE (status < 4);
CREATE INDEX alert_open_violation ON alert USING btree (onset, id) WHERE ((status < 4) AND (severity > 0));
CREATE INDEX history_chunk_place ON ONLY history_chunk USING gist (int8range(start_at, end_at, '[]'::text), box(point((west)::double precision, (south)::double precision), point((east)::double precision, (north)::double precision)));
CREATE INDEX history_chunk_w20260302_int8range_box_idx ON history_chunk_w20260302 USING gist (int8range(start_at, end_at, '[]'::text), box(point((west)::double precision, (south)::double precision), point((east)::double precision, (north)::double precision)));
CREATE INDEX history_vehicle_partition ON history_vehicle USING btree (partition);
CREATE INDEX registry_document_by_vehicle ON registry_document USING btree (vehicle, kind, number);
ALTER INDEX history_chunk_place ATTACH PARTITION history_chunk_w20260302_int8range_box_idx;
ALTER INDEX history_chunk_pkey ATTACH PARTITION history_chunk_w20260302_pkey;
