using System.Buffers.Text;
using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Which alerts are asked for, newest onset first. What is null does not narrow.</summary>
public sealed record AlertQuery
{
    public VehicleId? Vehicle { get; init; }

    public string? Rule { get; init; }

    /// <summary>A province that the alert concerns: the one it happened in, the one left or the one entered.</summary>
    public ProvinceCode? Province { get; init; }

    /// <summary>Any of these; empty for every status.</summary>
    public IReadOnlyList<AlertStatus> Statuses { get; init; } = [];

    /// <summary>First onset, included.</summary>
    public Instant? From { get; init; }

    /// <summary>Last onset, excluded.</summary>
    public Instant? To { get; init; }

    /// <summary>Where the page before ended.</summary>
    public AlertCursor? After { get; init; }

    /// <summary>How many at most; at least 1.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A place in the list of alerts: behind the alert with this onset and id. Stays valid whatever is raised meanwhile.</summary>
public readonly record struct AlertCursor(Instant Onset, AlertId Id)
{
    /// <summary>Reads the text form; false for anything else.</summary>
    public static bool TryParse(string text, out AlertCursor cursor)
    {
        cursor = default;
        if (text.Length > 100 || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var onset)
            || !AlertId.TryParse(parts[1], out var id))
        {
            return false;
        }

        cursor = new(new(onset), id);
        return true;
    }

    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Onset.UnixMilliseconds}.{Id}")));
}

/// <summary>A page of alerts.</summary>
/// <param name="Alerts">Newest onset first.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
/// <param name="Sequence">The last event that was stored before the page was read: the stream after it tells everything newer.</param>
public sealed record AlertPage(IReadOnlyList<Alert> Alerts, AlertCursor? Next, long Sequence);
