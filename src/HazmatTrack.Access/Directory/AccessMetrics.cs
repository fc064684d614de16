using System.Collections.Frozen;
using HazmatTrack.Storage.Access.Memory;
using Prometheus;

namespace HazmatTrack.Access.Directory;

/// <summary>Metrics of the memory of who may call.</summary>
internal sealed class AccessMetrics(IMetricFactory metrics)
{
    private static readonly FrozenDictionary<AccessOutcome, string> s_outcomes = new Dictionary<AccessOutcome, string>
    {
        [AccessOutcome.Malformed] = "malformed",
        [AccessOutcome.Unknown] = "unknown",
        [AccessOutcome.Expired] = "expired",
        [AccessOutcome.Revoked] = "revoked",
        [AccessOutcome.WrongAddress] = "wrong-address",
        [AccessOutcome.OperatorRefused] = "operator-refused",
        [AccessOutcome.Unavailable] = "unavailable",
    }.ToFrozenDictionary();

    private readonly Counter _failures = metrics.CreateCounter(
        "hazmattrack_access_refresh_failures_total", "Times the access store could not be read for changes.");

    private readonly Counter _lookups = metrics.CreateCounter(
        "hazmattrack_access_lookup_failures_total", "Lookups of keys, sessions and operators that were refused because the access store did not answer.");

    private readonly Gauge _believed = metrics.CreateGauge(
        "hazmattrack_access_believed", "1 while keys and sessions are checked; 0 while the access store has not answered for too long and nobody is let in.");

    private readonly Gauge _revision = metrics.CreateGauge(
        "hazmattrack_access_revision", "The newest change of keys, sessions and operators that is followed.");

    private readonly Gauge _read = metrics.CreateGauge(
        "hazmattrack_access_last_read_timestamp_seconds", "When the access store was last read for changes, seconds since 1970.");

    private readonly Gauge _held = metrics.CreateGauge("hazmattrack_access_held", "Keys, sessions and vehicles in memory.", ["what"]);

    private readonly Counter _refusedKeys = metrics.CreateCounter(
        "hazmattrack_api_key_refusals_total",
        "Calls with an API key that was refused, by why: malformed, unknown, expired, revoked, wrong-address, operator-refused, unavailable.",
        ["outcome"]);

    /// <summary>Shows the refusals at 0, so that an alarm on their increase sees the first.</summary>
    public void ShowRefusals()
    {
        foreach (var outcome in s_outcomes.Values)
        {
            _refusedKeys.WithLabels(outcome);
        }
    }

    public void KeyRefused(AccessOutcome outcome) => _refusedKeys.WithLabels(s_outcomes[outcome]).Inc();

    public void Followed(AccessDirectoryStatus status, (int Keys, int Sessions, int Vehicles) held)
    {
        _believed.Set(1);
        _revision.Set(status.Revision);
        _read.Set((status.ReadAt?.ToUnixTimeMilliseconds() ?? 0) / 1000.0);
        _held.WithLabels("keys").Set(held.Keys);
        _held.WithLabels("sessions").Set(held.Sessions);
        _held.WithLabels("vehicles").Set(held.Vehicles);
    }

    public void Failed() => _failures.Inc();

    public void LookupFailed() => _lookups.Inc();

    public void Disbelieved() => _believed.Set(0);
}
