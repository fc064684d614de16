using System.Collections.Frozen;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway;

/// <summary>Reads members and collects their faults.</summary>
internal struct PositionMembers
{
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

    /// <summary>All faults, as sentences.</summary>
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
            _wrong |= 1 << s_places[name];
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
            _wrong |= 1 << s_places[name];
            Add(RejectReason.MissingMember, new($"缺少“{name}”。", $"'{name}' is missing."));
        }

        return false;
    }

    private void Refuse(string name, LocalText expected)
    {
        _wrong |= 1 << s_places[name];
        Add(RejectReason.WrongType, new($"“{name}”不是{expected.Chinese}。", $"'{name}' is not {expected.English}."));
    }

    public void Add(RejectReason reason, LocalText detail)
    {
        (Fault, Detail) = Fault == RejectReason.None
            ? (reason, detail)
            : (Fault, new(Detail.Chinese + detail.Chinese, $"{Detail.English} {detail.English}"));
    }
}
