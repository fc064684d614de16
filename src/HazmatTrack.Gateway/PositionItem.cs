using System.Collections.Frozen;
using System.Text.Json;
using HazmatTrack.Contracts.Messages;
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
        var plate = reader.Text("plate");
        var colour = reader.Whole("plateColor", 0, 99, required: true);
        var time = reader.Text("time");
        var isFixed = reader.Flag("fixed");
        var status = reader.Bits("statusBits");
        status = isFixed is { } f ? (f ? status | (uint)ReportStatus.Fixed : status & ~(uint)ReportStatus.Fixed)
            : reader.Has("statusBits") ? status
            : (uint)ReportStatus.Fixed;
        var located = (status & (uint)ReportStatus.Fixed) != 0;
        var latitude = reader.Number("lat", -1000, 1000, located);
        var longitude = reader.Number("lon", -1000, 1000, located);
        var speed = reader.NumberIfSensible("speedKmh", 0, 100_000);
        var heading = reader.NumberIfSensible("heading", 0, 100_000);
        var altitude = reader.NumberIfSensible("altitudeM", -1_000_000, 1_000_000);
        var mileage = reader.NumberIfSensible("mileageKm", 0, MostDeciKm);
        var alarms = reader.Bits("alarmBits");
        var datum = reader.Has("datum") ? reader.Text("datum") : "wgs84";
        if (reader.Fault != RejectReason.None)
        {
            // The vehicle may be readable all the same.
            _ = VehicleId.TryParse(FormattableString.Invariant($"{plate}_{colour}"), out vehicle);
            (reason, detail) = (reader.Fault, reader.Detail);
            return false;
        }

        if (!VehicleId.TryCreate(plate, (int)colour, out vehicle, out detail))
        {
            reason = RejectReason.UnknownVehicle;
            return false;
        }

        if (!ApiTime.TryParse(time, out var at))
        {
            (reason, detail) = (RejectReason.WrongType, new(
                $"time “{time}”不是{ApiTime.Expected.Chinese}。", $"time '{time}' is not {ApiTime.Expected.English}."));
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
            Datum = DatumName.Parse(datum) ?? (Datum)(-1),
        };
        reason = check.Check(claim, now, now, out report);
        detail = reason switch
        {
            RejectReason.None => default,
            RejectReason.UnknownDatum => new($"datum “{datum}”未知；应为 {DatumName.Expected}。", $"datum '{datum}' is not known; it is {DatumName.Expected}."),
            _ => check.Explain(reason, claim, now, now),
        };
        return reason == RejectReason.None;
    }

    /// <summary>Reads members and collects their faults.</summary>
    private struct Members
    {
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

        public string Text(string name)
        {
            if (!Find(name, required: true, out var value))
            {
                return "";
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
                Add(RejectReason.WrongType, new($"“{name}”不是 UTF-8 文本。", $"'{name}' is not text in UTF-8."));
                return "";
            }

            Refuse(name, new("不超过 100 个字符的文本", "a text of at most 100 characters"));
            return "";
        }

        public bool? Flag(string name)
        {
            if (!Find(name, required: false, out var value))
            {
                return null;
            }

            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Refuse(name, new("true 或 false", "true or false"));
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
                Refuse(name, new("数字", "a number"));
                return null;
            }

            return value.TryGetDouble(out var number) && number >= min && number <= max ? number : null;
        }

        public double Number(string name, double min, double max, bool required)
        {
            if (!Find(name, required, out var value))
            {
                return 0;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            {
                return number;
            }

            Refuse(name, new(FormattableString.Invariant($"{min} 至 {max} 的数字"), FormattableString.Invariant($"a number from {min} to {max}")));
            return 0;
        }

        public long Whole(string name, long min, long max, bool required)
        {
            if (!Find(name, required, out var value))
            {
                return 0;
            }

            // 62.0 and 1e1 are whole numbers as well; the decimal is exact where the double is not.
            if (value.ValueKind == JsonValueKind.Number
                && (value.TryGetInt64(out var number)
                    || (value.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact >= min && exact <= max && (number = (long)exact) == exact))
                && number >= min && number <= max)
            {
                return number;
            }

            Refuse(name, new(FormattableString.Invariant($"{min} 至 {max} 的整数"), FormattableString.Invariant($"a whole number from {min} to {max}")));
            return 0;
        }

        /// <summary>32 bits; languages without unsigned numbers send them signed.</summary>
        public uint Bits(string name) => unchecked((uint)Whole(name, int.MinValue, uint.MaxValue, required: false));

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

        private void Refuse(string name, LocalText expected) =>
            Add(RejectReason.WrongType, new($"“{name}”不是{expected.Chinese}。", $"'{name}' is not {expected.English}."));

        private void Add(RejectReason reason, LocalText detail)
        {
            (Fault, Detail) = Fault == RejectReason.None
                ? (reason, detail)
                : (Fault, new(Detail.Chinese + detail.Chinese, $"{Detail.English} {detail.English}"));
        }
    }
}
