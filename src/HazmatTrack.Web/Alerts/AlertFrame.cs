using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Alerts;

/// <summary>An alert event encoded as a server-sent event, once for all clients.</summary>
internal sealed class AlertFrame
{
    private AlertFrame(AlertEvent alertEvent, byte[] bytes)
    {
        Sequence = alertEvent.Sequence;
        At = alertEvent.At;
        Rule = alertEvent.Alert.Finding.Rule;
        (Alert, Vehicle) = (alertEvent.Alert.Id, alertEvent.Alert.Vehicle);
        Provinces = AlertProvinces.SetOf(alertEvent.Alert.Finding);
        Onset = alertEvent.Alert.Finding.Onset;
        Now = alertEvent.Alert.State;
        Before = alertEvent.Before;
        (Kind, Revision) = (alertEvent.Kind, alertEvent.Alert.Revision);
        Bytes = bytes;
    }

    public long Sequence { get; }

    /// <summary>When the event was stored.</summary>
    public Instant At { get; }

    public string Rule { get; }

    public AlertId Alert { get; }

    public VehicleId Vehicle { get; }

    /// <summary>The provinces that the alert concerns from this event on.</summary>
    public ProvinceSet Provinces { get; }

    /// <summary>When the alert began, from this event on.</summary>
    public Instant Onset { get; }

    /// <summary>The state of the alert from this event on.</summary>
    public AlertState Now { get; }

    /// <summary>The state before this event; null where the alert did not exist, and where an earlier version of the program stored the event.</summary>
    public AlertState? Before { get; }

    public AlertEventKind Kind { get; }

    /// <summary>The revision of the alert that this event made.</summary>
    public int Revision { get; }

    /// <summary>The id of the event, which is the same each time it is sent.</summary>
    public string EventId => $"{Alert}.{Revision}";

    /// <summary>Whether this is the alert's first event.</summary>
    public bool IsFirst => Revision == 1;

    public ReadOnlyMemory<byte> Bytes { get; }

    public static AlertFrame FromEvent(AlertEvent alertEvent, RuleCatalog rules) => new(
        alertEvent, Make(AlertNames.ToName(alertEvent.Kind), alertEvent.Sequence, AlertViews.ToView(alertEvent, rules), AlertViewJson.Wire.AlertEventView));

    public static string IdOf(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>An event of a type with its data, as JSON on one line, as the format requires.</summary>
    public static byte[] Make<T>(string type, long id, T data, JsonTypeInfo<T> json) =>
        Encoding.UTF8.GetBytes($"id: {IdOf(id)}\nevent: {type}\ndata: {JsonSerializer.Serialize(data, json)}\n\n");

    /// <summary>
    /// Keeps the stream alive. The heartbeat carries the sequence reached, so that a client with a filter resumes from there. It has no data: a
    /// browser stores the id and notifies the page of nothing.
    /// </summary>
    public static byte[] Heartbeat(long id) => Encoding.UTF8.GetBytes($": alive\nid: {IdOf(id)}\n\n");
}
