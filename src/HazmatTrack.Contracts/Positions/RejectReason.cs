using System.Collections.Frozen;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Why a record or an item is not a position of a vehicle. The codes (<see cref="RejectReasons.Code"/>) are stable.</summary>
internal enum RejectReason
{
    /// <summary>Not rejected.</summary>
    None,

    /// <summary>No value, or an empty one.</summary>
    Empty,

    /// <summary>Larger than any position can be.</summary>
    Oversized,

    /// <summary>Not the wire format.</summary>
    Undecodable,

    /// <summary>The record has no key.</summary>
    MissingKey,

    /// <summary>The vehicle is not a plate and a known colour.</summary>
    UnknownVehicle,

    /// <summary>Key and message name different vehicles, so the order of the vehicle's records is not kept.</summary>
    KeyMismatch,

    /// <summary>A datum this version does not know.</summary>
    UnknownDatum,

    /// <summary>Off the globe, or 0°N 0°E with the fix bit set.</summary>
    ImpossibleCoordinates,

    /// <summary>Further ahead of the server's clock than clocks may differ.</summary>
    InTheFuture,

    /// <summary>Older than positions are kept.</summary>
    TooOld,

    /// <summary>Ahead by whole hours, as local time sent as UTC is.</summary>
    ClockAheadHours,

    /// <summary>Off by 1024 weeks, as by a receiver with a GPS week rollover error.</summary>
    ClockWeekRollover,

    /// <summary>The same day of another year.</summary>
    ClockYear,

    /// <summary>Near an instant at which clocks restart that have lost their time.</summary>
    ClockReset,

    /// <summary>A position that history cannot store, since its data of the vehicle is damaged: not the sender's fault.</summary>
    StateDamaged,

    /// <summary>Of a new vehicle, from a source that has sent too many new vehicles.</summary>
    TooManyNewVehicles,

    /// <summary>An item of HTTP ingest is not JSON, or not an object.</summary>
    Malformed,

    /// <summary>An item of HTTP ingest lacks a member.</summary>
    MissingMember,

    /// <summary>An item of HTTP ingest has a member twice, so that its meaning is ambiguous.</summary>
    DuplicateMember,

    /// <summary>A member of an item of HTTP ingest has the wrong type.</summary>
    WrongType,

    /// <summary>Of a vehicle that is not registered with the operator who sent it.</summary>
    NotYourVehicle,
}

/// <summary>The stable names of the reasons, in dead letters, metrics and responses.</summary>
internal static class RejectReasons
{
    private static readonly FrozenDictionary<RejectReason, string> s_codes = new Dictionary<RejectReason, string>
    {
        [RejectReason.Empty] = "empty",
        [RejectReason.Oversized] = "oversized",
        [RejectReason.Undecodable] = "undecodable",
        [RejectReason.MissingKey] = "missing-key",
        [RejectReason.UnknownVehicle] = "unknown-vehicle-format",
        [RejectReason.KeyMismatch] = "key-vehicle-mismatch",
        [RejectReason.UnknownDatum] = "unknown-datum",
        [RejectReason.ImpossibleCoordinates] = "impossible-coordinates",
        [RejectReason.InTheFuture] = "in-the-future",
        [RejectReason.TooOld] = "too-old",
        [RejectReason.ClockAheadHours] = "clock-ahead-hours",
        [RejectReason.ClockWeekRollover] = "clock-week-rollover",
        [RejectReason.ClockYear] = "clock-year",
        [RejectReason.ClockReset] = "clock-reset",
        [RejectReason.StateDamaged] = "state-damaged",
        [RejectReason.TooManyNewVehicles] = "too-many-new-vehicles",
        [RejectReason.Malformed] = "malformed",
        [RejectReason.MissingMember] = "missing-member",
        [RejectReason.DuplicateMember] = "duplicate-member",
        [RejectReason.WrongType] = "wrong-type",
        [RejectReason.NotYourVehicle] = "not-your-vehicle",
    }.ToFrozenDictionary();

    /// <summary>Every reason, for lists that show all of them.</summary>
    public static IReadOnlyList<RejectReason> All { get; } = [.. s_codes.Keys.Order()];

    /// <summary>The reasons that apply to records on the topic.</summary>
    public static IEnumerable<RejectReason> OfRecords => All.Where(r => r < RejectReason.Malformed);

    public static string Code(this RejectReason reason) => s_codes[reason];

    /// <summary>The reason of a code; none for one of another version.</summary>
    public static RejectReason Find(string code) => s_codes.FirstOrDefault(c => c.Value == code).Key;
}
