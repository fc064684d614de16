CREATE TABLE alert_schema (one integer primary key check (one = 1), version integer not null);
INSERT INTO alert_schema VALUES(1,2);
CREATE TABLE alert_counter (one integer primary key check (one = 1), last bigint not null, open_notice bigint not null default 0, open_yellow bigint not null default 0, open_orange bigint not null default 0, open_red bigint not null default 0);
INSERT INTO alert_counter VALUES(1,3,1,0,0,1);
CREATE TABLE alert (
  id text primary key,
  vehicle text not null,
  rule text not null,
  status integer not null,
  onset bigint not null,
  body text not null
, severity integer not null default 0, detected bigint not null default 0);
INSERT INTO alert VALUES('5m9329ssj2jc94r8kg3w','沪A12345_2','crossing',1,1772323200000,'{"v":1,"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Acknowledged","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":2,"changedAt":1772323500000,"cause":[1,3,3],"handling":[{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000}]}}',0,1772323260003);
INSERT INTO alert VALUES('jy78n9c2zc2f111s5kj9','沪A12345_2','crossing',0,1772323500000,'{"v":1,"alert":{"id":"jy78n9c2zc2f111s5kj9","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323500000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323500000,"position":[31297000,121105000],"severity":"Red","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323500000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323492000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323507000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323537000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323500000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260004,"revision":1,"changedAt":1772323260004,"cause":[1,3,4],"handling":[]}}',3,1772323260004);
CREATE TABLE alert_province (
  alert text not null,
  province integer not null,
  onset bigint not null,
  primary key (alert, province)
);
INSERT INTO alert_province VALUES('jy78n9c2zc2f111s5kj9',310000,1772323500000);
INSERT INTO alert_province VALUES('jy78n9c2zc2f111s5kj9',320000,1772323500000);
INSERT INTO alert_province VALUES('5m9329ssj2jc94r8kg3w',310000,1772323200000);
INSERT INTO alert_province VALUES('5m9329ssj2jc94r8kg3w',320000,1772323200000);
CREATE TABLE alert_event (
  sequence bigint primary key,
  alert text not null,
  revision integer not null,
  body text not null,
  unique (alert, revision)
);
INSERT INTO alert_event VALUES(1,'5m9329ssj2jc94r8kg3w',1,'{"v":1,"event":{"sequence":1,"kind":"Raised","at":1772323260003,"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":1,"changedAt":1772323260003,"cause":[1,3,3],"handling":[]},"late":false}}');
INSERT INTO alert_event VALUES(2,'jy78n9c2zc2f111s5kj9',1,'{"v":1,"event":{"sequence":2,"kind":"Raised","at":1772323260004,"alert":{"id":"jy78n9c2zc2f111s5kj9","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323500000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323500000,"position":[31297000,121105000],"severity":"Red","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323500000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323492000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323507000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323537000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323500000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Open","late":false,"amendedLate":false,"detectedAt":1772323260004,"revision":1,"changedAt":1772323260004,"cause":[1,3,4],"handling":[]},"late":false}}');
INSERT INTO alert_event VALUES(3,'5m9329ssj2jc94r8kg3w',2,'{"v":1,"event":{"sequence":3,"kind":"Acknowledged","at":1772323500000,"step":{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000},"alert":{"id":"5m9329ssj2jc94r8kg3w","vehicle":"\u6CAAA12345_2","identity":{"rule":"crossing","key":"320000\u003E310000","firstOnset":1772323200000},"finding":{"rule":"crossing","ruleVersion":1,"key":"320000\u003E310000","onset":1772323200000,"position":[31297000,121105000],"severity":"Notice","province":310000,"crossing":{"kind":"BetweenProvinces","from":320000,"to":310000,"time":1772323200000,"timeUncertainty":"00:00:07.5300000","place":[31297000,121105000],"placeUncertainty":312.625,"before":[1772323192000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,97],"after":[1772323207000,31297000,121107000,813,95,-3,4294967295,2147483649,2147483651,98],"confirmedBy":[1772323237000,31297000,121114000,813,95,-3,4294967295,2147483649,2147483651,100],"dark":false},"documents":["\u6CAA\u5371\u8D27\u8BC1000001"],"evidence":[[1772323200000,31297000,121105000,813,95,-3,4294967295,2147483649,2147483651,100]]},"status":"Acknowledged","late":false,"amendedLate":false,"detectedAt":1772323260003,"revision":2,"changedAt":1772323500000,"cause":[1,3,3],"handling":[{"action":"Acknowledge","by":"\u674E\u8B66\u5B98","at":1772323500000}]},"before":{"status":"Open","severity":"Notice"},"late":false}}');
CREATE TABLE alert_owner (partition integer primary key, epoch bigint not null);
INSERT INTO alert_owner VALUES(0,1);
CREATE TABLE alert_reach (
  incarnation bigint not null,
  partition integer not null,
  vehicle text not null,
  reach bigint not null,
  primary key (incarnation, partition, vehicle)
);
INSERT INTO alert_reach VALUES(1,3,'沪A12345_2',4);
CREATE TABLE alert_relay (
  relay text primary key,
  last bigint not null,
  holder text not null,
  until bigint not null
);
CREATE INDEX alert_by_onset on alert (onset, id);
CREATE INDEX alert_by_vehicle on alert (vehicle, onset, id);
CREATE INDEX alert_by_rule on alert (rule, onset, id);
CREATE INDEX alert_by_status on alert (status, onset, id);
CREATE INDEX alert_by_province on alert_province (province, onset, alert);
CREATE INDEX alert_by_detected on alert (detected, id);
CREATE INDEX alert_open on alert (onset, id) where status < 4;
CREATE INDEX alert_open_violation on alert (onset, id) where status < 4 and severity > 0;
