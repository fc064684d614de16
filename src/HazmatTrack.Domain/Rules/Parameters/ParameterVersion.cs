using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Parameters;

/// <summary>Values of some parameters of a rule, for some time and perhaps for one province; the default instance is the defaults.</summary>
public sealed record ParameterVersion
{
    /// <summary>From when on it is in force, in event time, included.</summary>
    public Instant From { get; init; } = new(long.MinValue);

    /// <summary>Until when, excluded.</summary>
    public Instant To { get; init; } = new(long.MaxValue);

    /// <summary>The province; not known for everywhere.</summary>
    public ProvinceCode Province { get; init; }

    /// <summary>The regulation or order that requires it.</summary>
    public string? Source { get; init; }

    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public bool AppliesAt(Instant time) => time >= From && time < To;

    /// <summary>Whether it applies at an event time in a province.</summary>
    public bool AppliesAt(Instant time, ProvinceCode province) => AppliesAt(time) && (!Province.IsKnown || Province == province);
}
