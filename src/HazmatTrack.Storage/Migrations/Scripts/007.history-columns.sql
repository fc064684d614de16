-- Whose a vehicle is and where it is at home, for users who may see their own only. The home province is that of the plate; no document
-- names an operator yet. The provinces of a chunk are one bit each, 110000 first; null where the chunk was stored before this column.
alter table history_vehicle add column operator text;
alter table history_vehicle add column home integer;
alter table history_chunk add column provinces integer;
update history_vehicle set home = case substr(name, 1, 1)
  when '京' then 110000 when '津' then 120000 when '冀' then 130000 when '晋' then 140000 when '蒙' then 150000
  when '辽' then 210000 when '吉' then 220000 when '黑' then 230000 when '沪' then 310000 when '苏' then 320000
  when '浙' then 330000 when '皖' then 340000 when '闽' then 350000 when '赣' then 360000 when '鲁' then 370000
  when '豫' then 410000 when '鄂' then 420000 when '湘' then 430000 when '粤' then 440000 when '桂' then 450000
  when '琼' then 460000 when '渝' then 500000 when '川' then 510000 when '贵' then 520000 when '云' then 530000
  when '藏' then 540000 when '陕' then 610000 when '甘' then 620000 when '青' then 630000 when '宁' then 640000
  when '新' then 650000 end;
