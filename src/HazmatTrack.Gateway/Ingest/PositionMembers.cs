using System.Collections.Frozen;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Reads members and collects their faults.</summary>
internal struct PositionMembers
{
    private const int MostShown = 40;

    /// <summary>Faults beyond so many characters are not told: an item can repeat a member as often as its body has room for.</summary>
    private const int MostOfDetail = 700;

    private static readonly LocalText s_bits = new("32 位整数", "a whole number of 32 bits");

    private static readonly FrozenDictionary<string, int> s_places = new[]
    {
        "plate", "plateColor", "time", "lat", "lon", "speedKmh", "heading", "altitudeM", "mileageKm", "fixed", "datum", "alarmBits", "statusBits",
    }.Index().ToFrozenDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);

    /// <summary>The values by the index of their names; undefined where the item lacks one.</summary>
    private readonly JsonElement[] _values = new JsonElement[s_places.Count];

    /// <summary>A bit for each member that is missing or has a wrong type.</summary>
    private int _wrong;

    public PositionMembers(JsonElement item)
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

    /// <summary>The faults, as sentences: all of them but where they are very many.</summary>
    public LocalText Detail { get; private set; }

    public readonly bool Has(string name) => _values[s_places[name]].ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Whether none of these members is missing or has a wrong type.</summary>
    public readonly bool IsRead(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if ((_wrong & (1 << s_places[name])) != 0)
            {
                return false;
            }
        }

        return true;
    }

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
            _wrong |= 1 << s_places[name];
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
            _wrong |= 1 << s_places[name];
            Add(RejectReason.MissingMember, new($"缺少“{name}”。", $"'{name}' is missing."));
        }

        return false;
    }

    private void Refuse(string name, LocalText expected, JsonElement value)
    {
        _wrong |= 1 << s_places[name];
        Add(RejectReason.WrongType, new(
            $"“{name}”不是{expected.Chinese}：{Shown(value)}。", $"'{name}' is not {expected.English}: {Shown(value)}."));
    }

    /// <summary>The value as it was sent, cut where it is long.</summary>
    private static string Shown(JsonElement value)
    {
        try
        {
            var text = value.GetRawText();
            var length = MostShown < text.Length && char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown;
            return text.Length <= MostShown ? text : string.Concat(text.AsSpan(0, length), "…");
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    public void Add(RejectReason reason, LocalText detail)
    {
        if (Fault == RejectReason.None)
        {
            (Fault, Detail) = (reason, detail);
        }
        else if (Detail.English.Length < MostOfDetail)
        {
            Detail = new(Detail.Chinese + detail.Chinese, $"{Detail.English} {detail.English}");
        }
    }
}
