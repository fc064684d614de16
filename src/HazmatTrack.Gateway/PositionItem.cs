using System.Collections.Frozen;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Gateway;

/// <summary>Reads one item of <c>POST /api/v1/positions</c>. Never throws for any JSON.</summary>
internal sealed class PositionItem(ReportCheck check)
{
    private const double MostDeciKm = uint.MaxValue / 10.0;

    private static readonly LocalText s_plate = new("车牌号文本，例如 \"沪A12345\"", "a text of at most 100 characters, such as \"沪A12345\"");
    private static readonly LocalText s_colour = new(
        "JT/T 697.7-2014 的车牌颜色代码（整数，例如 1 蓝、2 黄）", "the code of a plate colour of JT/T 697.7-2014, a whole number such as 1 (blue) or 2 (yellow)");

    private static readonly LocalText s_latitude = new("-90 至 90 的数字（度）", "a number from -90 to 90, degrees");
    private static readonly LocalText s_longitude = new("-180 至 180 的数字（度）", "a number from -180 to 180, degrees");
    private static readonly LocalText s_bits = new("32 位整数", "a whole number of 32 bits");

    /// <summary>
    /// Returns the report, or the reason for refusal and the faults of all members, with their names; the reason is that of the first.
    /// The vehicle is the default where it cannot be read.
    /// </summary>
    public bool TryRead(JsonElement item, Instant now, out VehicleId vehicle, out PositionReport report, out RejectReason reason, out LocalText detail)
    {
        (vehicle, report) = (default, default);
        if (item.ValueKind != JsonValueKind.Object)
        {
            (reason, detail) = (RejectReason.Malformed, new(
                "每一条应为 JSON 对象，含 plate、plateColor、time、lat、lon、speedKmh 和 heading。",
                "An item is a JSON object with plate, plateColor, time, lat, lon, speedKmh and heading."));
            return false;
        }

        var reader = new Members(item);
        var plate = reader.Text("plate", s_plate);
        var colour = reader.Whole("plateColor", s_colour, 0, 99, required: true);
        var time = reader.Text("time", ApiTime.ExpectedClaim);
        var isFixed = reader.Flag("fixed");
        var status = reader.Bits("statusBits");
        status = isFixed is { } f ? (f ? status | (uint)ReportStatus.Fixed : status & ~(uint)ReportStatus.Fixed)
            : reader.Has("statusBits") ? status
            : (uint)ReportStatus.Fixed;
        var located = (status & (uint)ReportStatus.Fixed) != 0;
        var latitude = reader.Number("lat", s_latitude, -1000, 1000, located);
        var longitude = reader.Number("lon", s_longitude, -1000, 1000, located);
        var speed = reader.NumberIfSensible("speedKmh", 0, 100_000);
        var heading = reader.NumberIfSensible("heading", 0, 100_000);
        var altitude = reader.NumberIfSensible("altitudeM", -1_000_000, 1_000_000);
        var mileage = reader.NumberIfSensible("mileageKm", 0, MostDeciKm);
        var alarms = reader.Bits("alarmBits");
        var datum = reader.Has("datum") ? reader.Text("datum", DatumName.Expected) : "wgs84";

        // What could be read is checked although other members could not be: the sender learns of all faults at once.
        if (plate is not null && colour is not null && !VehicleId.TryCreate(plate, (int)colour, out vehicle, out var wrong))
        {
            reader.Add(RejectReason.UnknownVehicle, wrong);
        }

        Instant at = default;
        if (time is not null && !ApiTime.TryParseClaim(time, out at))
        {
            reader.Add(RejectReason.WrongType, new(
                $"time “{time}”不是{ApiTime.ExpectedClaim.Chinese}。", $"time '{time}' is not {ApiTime.ExpectedClaim.English}."));
        }

        if (datum is not null && DatumName.Parse(datum) is null)
        {
            reader.Add(RejectReason.UnknownDatum, new(
                $"datum “{datum}”未知；应为 {DatumName.Expected.Chinese}。", $"datum '{datum}' is not known; it is {DatumName.Expected.English}."));
        }

        if (reader.Fault != RejectReason.None)
        {
            (reason, detail) = (reader.Fault, reader.Detail);
            return false;
        }

        var claim = new UncheckedReport
        {
            TimeMs = at.UnixMilliseconds,
            LatitudeE6 = (int)Math.Round(latitude * 1e6),
            LongitudeE6 = (int)Math.Round(longitude * 1e6),
            SpeedDeciKmh = speed is { } kmh ? (uint)Math.Round(kmh * 10) : null,
            HeadingDegrees = heading is { } degrees ? (uint)Math.Round(degrees) : null,
            AltitudeM = altitude is { } metres ? (int)Math.Round(metres) : null,
            MileageDeciKm = mileage is { } km ? (uint)Math.Round(km * 10) : null,
            AlarmBits = alarms,
            StatusBits = status,
            Datum = DatumName.Parse(datum!)!.Value,
        };
        reason = check.Check(claim, now, now, out report);
        detail = reason == RejectReason.None ? default : Explain(reason, claim, now);
        return reason == RejectReason.None;
    }

    /// <summary>Why a claim is refused; where its time is, its coordinates may be refused as well.</summary>
    private LocalText Explain(RejectReason reason, in UncheckedReport claim, Instant now)
    {
        var detail = check.Explain(reason, claim, now, now);
        if (reason == RejectReason.ImpossibleCoordinates)
        {
            return detail;
        }

        var other = check.Check(claim with { TimeMs = now.UnixMilliseconds, SpeedDeciKmh = null, HeadingDegrees = null }, now, now, out _);
        return other == RejectReason.None ? detail : Both(detail, check.Explain(other, claim, now, now));
    }

    private static LocalText Both(LocalText one, LocalText other) => new(one.Chinese + other.Chinese, $"{one.English} {other.English}");

    /// <summary>Reads members and collects their faults.</summary>
    private struct Members
    {
        private const int MostShown = 40;

        private static readonly FrozenDictionary<string, int> s_places = new[]
        {
            "plate", "plateColor", "time", "lat", "lon", "speedKmh", "heading", "altitudeM", "mileageKm", "fixed", "datum", "alarmBits", "statusBits",
        }.Index().ToFrozenDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);

        /// <summary>The values by the index of their names; undefined where the item lacks one.</summary>
        private readonly JsonElement[] _values = new JsonElement[s_places.Count];

        public Members(JsonElement item)
        {
            try
            {
                foreach (var member in item.EnumerateObject())
                {
                    if (!s_places.TryGetValue(member.Name, out var place))
                    {
                        continue;
                    }

                    if (_values[place].ValueKind != JsonValueKind.Undefined)
                    {
                        Add(RejectReason.DuplicateMember, new($"“{member.Name}”出现两次。", $"'{member.Name}' is given twice."));
                    }

                    _values[place] = member.Value;
                }
            }
            catch (InvalidOperationException)
            {
                Add(RejectReason.Malformed, new("某个成员名不是 UTF-8 文本。", "The name of a member is not text in UTF-8."));
            }
        }

        /// <summary>Why the item is refused: the reason of the first fault.</summary>
        public RejectReason Fault { get; private set; }

        /// <summary>All faults, as sentences.</summary>
        public LocalText Detail { get; private set; }

        public readonly bool Has(string name) => _values[s_places[name]].ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

        /// <summary>Returns null where there is none, which is a fault.</summary>
        public string? Text(string name, LocalText expected)
        {
            if (!Find(name, required: true, out var value))
            {
                return null;
            }

            try
            {
                if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 100 } text)
                {
                    return text;
                }
            }
            catch (InvalidOperationException)
            {
                Add(RejectReason.WrongType, new(
                    $"“{name}”不是 UTF-8 文本（可能是 GBK）；请求体应以 UTF-8 编码发送。",
                    $"'{name}' is not text in UTF-8; it may be GBK. Send the body in UTF-8."));
                return null;
            }

            Refuse(name, expected, value);
            return null;
        }

        public bool? Flag(string name)
        {
            if (!Find(name, required: false, out var value))
            {
                return null;
            }

            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Refuse(name, new("true 或 false", "true or false"), value);
                return null;
            }

            return value.GetBoolean();
        }

        /// <summary>
        /// The number; one that is out of range counts as not sent: -1 is how phones and many terminals write that there is no course or no speed, 65535 how
        /// others do.
        /// </summary>
        public double? NumberIfSensible(string name, double min, double max)
        {
            if (!Has(name))
            {
                return null;
            }

            var value = _values[s_places[name]];
            if (value.ValueKind != JsonValueKind.Number)
            {
                Refuse(name, new("数字", "a number"), value);
                return null;
            }

            return value.TryGetDouble(out var number) && number >= min && number <= max ? number : null;
        }

        public double Number(string name, LocalText expected, double min, double max, bool required)
        {
            if (!Find(name, required, out var value))
            {
                return 0;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            {
                return number;
            }

            Refuse(name, expected, value);
            return 0;
        }

        /// <summary>Returns null where there is none.</summary>
        public long? Whole(string name, LocalText expected, long min, long max, bool required)
        {
            if (!Find(name, required, out var value))
            {
                return null;
            }

            // 62.0 and 1e1 are whole numbers as well; the decimal is exact where the double is not.
            if (value.ValueKind == JsonValueKind.Number
                && (value.TryGetInt64(out var number)
                    || (value.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact >= min && exact <= max && (number = (long)exact) == exact))
                && number >= min && number <= max)
            {
                return number;
            }

            Refuse(name, expected, value);
            return null;
        }

        /// <summary>32 bits; languages without unsigned numbers send them signed.</summary>
        public uint Bits(string name) => unchecked((uint)(Whole(name, s_bits, int.MinValue, uint.MaxValue, required: false) ?? 0));

        private bool Find(string name, bool required, out JsonElement value)
        {
            value = _values[s_places[name]];
            if (Has(name))
            {
                return true;
            }

            if (required)
            {
                Add(RejectReason.MissingMember, new($"缺少“{name}”。", $"'{name}' is missing."));
            }

            return false;
        }

        public void Add(RejectReason reason, LocalText detail) =>
            (Fault, Detail) = Fault == RejectReason.None ? (reason, detail) : (Fault, Both(Detail, detail));

        private void Refuse(string name, LocalText expected, JsonElement value) => Add(RejectReason.WrongType, new(
            $"“{name}”不是{expected.Chinese}：{Shown(value)}。", $"'{name}' is not {expected.English}: {Shown(value)}."));

        /// <summary>The value as it was sent, cut where it is long.</summary>
        private static string Shown(JsonElement value)
        {
            try
            {
                var text = value.GetRawText();
                return text.Length <= MostShown ? text : string.Concat(text.AsSpan(0, MostShown), "…");
            }
            catch (InvalidOperationException)
            {
                return "?";
            }
        }
    }
}
