using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage;

/// <summary>A stored row that cannot be read, or whose content cannot be correct. It is skipped, and blocks nothing else.</summary>
/// <param name="Kind">The kind of row: <c>chunk</c>, <c>journal</c>, <c>late</c>, <c>note</c>, <c>vehicle</c>, <c>alert</c>, <c>alert-event</c>,
/// <c>document</c>, <c>checkpoint</c>, <c>hot-state</c>, <c>operator</c>, <c>operator-vehicle</c>, <c>api-key</c>, <c>session</c>, <c>subscription</c>.</param>
/// <param name="Key">The row's key in the table, as an operator looks it up.</param>
/// <param name="Vehicle">The vehicle of the row; null where that is not known.</param>
/// <param name="Partition">The partition of <c>positions</c> it belongs to; null where that is not known.</param>
/// <param name="Reason">Why it cannot be read.</param>
/// <param name="Consequence">The effect of skipping it, in one sentence.</param>
public sealed record Damage(string Kind, string Table, string Key, VehicleId? Vehicle, int? Partition, string Reason, string Consequence)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "chunk", "journal", "late", "note", "vehicle", "alert", "alert-event", "document", "checkpoint", "hot-state",
        "operator", "operator-vehicle", "api-key", "session", "subscription",
    ];
}
