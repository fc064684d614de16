using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The filter and the order of a list of alerts. Null values do not filter.</summary>
public sealed record AlertQuery
{
    public VehicleId? Vehicle { get; init; }

    /// <summary>What the caller may see; null for all.</summary>
    public AlertScope? Scope { get; init; }

    public string? Rule { get; init; }

    /// <summary>A province that the alert concerns: the one it happened in, the one left or the one entered.</summary>
    public ProvinceCode? Province { get; init; }

    /// <summary>Any of these; empty for every status.</summary>
    public IReadOnlyList<AlertStatus> Statuses { get; init; } = [];

    /// <summary>Any of these; empty for every severity.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];

    /// <summary>First onset, included.</summary>
    public Instant? From { get; init; }

    /// <summary>Last onset, excluded.</summary>
    public Instant? To { get; init; }

    public AlertSort Sort { get; init; }

    /// <summary>Oldest first instead of newest first; with <see cref="AlertSort.Open"/> open alerts stay first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The end of the previous page, in the same order.</summary>
    public AlertCursor? After { get; init; }

    /// <summary>The maximum number of alerts; at least 1.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A page of alerts.</summary>
/// <param name="Alerts">In the requested order.</param>
/// <param name="Next">The start of the next page; null after the last.</param>
/// <param name="Sequence">The last event that was stored before the page was read: the stream after it has everything newer.</param>
public sealed record AlertPage(IReadOnlyList<Alert> Alerts, AlertCursor? Next, long Sequence);

/// <summary>Limits a list of alerts to those that any of its parts names: what a caller may see. With no part there are none.</summary>
/// <param name="Vehicles">Alerts of these vehicles.</param>
/// <param name="Concerned">Alerts that concern one of these provinces.</param>
/// <param name="Homes">Alerts of vehicles at home in one of these provinces.</param>
public sealed record AlertScope(IReadOnlyCollection<VehicleId> Vehicles, ProvinceSet Concerned, ProvinceSet Homes)
{
    /// <summary>Of these vehicles the alerts alone that began at an instant or later.</summary>
    public IReadOnlyCollection<(VehicleId Vehicle, Instant From)> VehiclesFrom { get; init; } = [];

    public bool IsEmpty => Vehicles.Count == 0 && VehiclesFrom.Count == 0 && Concerned.Bits == 0 && Homes.Bits == 0;
}
