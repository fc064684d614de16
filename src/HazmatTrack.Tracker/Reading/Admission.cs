using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using Prometheus;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// Admits vehicles that were never seen before, up to a daily quota for each source, so that a sender of made-up plates fills neither memory nor tables.
/// Reports of further vehicles go to the dead letters, and can be sent again. Used by the reading thread.
/// </summary>
internal sealed partial class Admission(IngestOptions options, IMetricFactory metrics, TimeProvider time, ILogger<Admission> log)
{
    /// <summary>The number of sources with a quota of their own; those beyond share one quota.</summary>
    private const int MostSources = 10_000;

    private const int LongestSource = 100;

    private static readonly TimeSpan s_betweenSweeps = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Quota> _quotas = [];
    private readonly LogPace _refusals = new(time, TimeSpan.FromMinutes(10));
    private readonly Counter _vehicles = metrics.CreateCounter(
        "hazmattrack_new_vehicles_total", "Vehicles never seen before, admitted; and reports of such that were refused, since their source has sent too many.", ["fate"])
        .ShownFor(["admitted", "refused"]);

    private long? _swept;

    /// <summary>Whether the reports of a vehicle that has no slot in the session are taken.</summary>
    public bool Admits(PartitionSession session, VehicleId vehicle, Headers? headers)
    {
        if (session.History.Knows(vehicle))
        {
            return true;
        }

        var source = SourceOf(headers);
        if (TakeFrom(source))
        {
            _vehicles.WithLabels("admitted").Inc();
            return true;
        }

        _vehicles.WithLabels("refused").Inc();
        if (_refusals.IsTime(1, out var count))
        {
            LogRefused(count, vehicle, source.Length == 0 ? "that is not named" : source, options.NewVehiclesPerDay);
        }

        return false;
    }

    /// <summary>One sentence for the dead letter.</summary>
    public string Explain(VehicleId vehicle) =>
        $"{vehicle} was never seen before, and its source has sent {options.NewVehiclesPerDay} new vehicles within a day, the most that are taken (Ingest:NewVehiclesPerDay). Send it again later.";

    private static string SourceOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(PositionSender.SourceHeader, out var name)
            && name is { Length: > 0 and <= LongestSource } ? Encoding.UTF8.GetString(name) : "";

    private bool TakeFrom(string source)
    {
        if (!_quotas.TryGetValue(source, out var quota))
        {
            if (source.Length > 0 && !HasRoom())
            {
                return TakeFrom("");
            }

            _quotas.Add(source, quota = new(options.NewVehiclesPerDay, time.GetTimestamp()));
        }

        return quota.Take(time);
    }

    /// <summary>Whether one more source can have a quota of its own, after removing sources whose quota is full again.</summary>
    private bool HasRoom()
    {
        if (_quotas.Count >= MostSources && (_swept is not { } last || time.GetElapsedTime(last) >= s_betweenSweeps))
        {
            _swept = time.GetTimestamp();
            foreach (var (source, quota) in _quotas)
            {
                if (quota.IsWhole(time))
                {
                    _quotas.Remove(source);
                }
            }
        }

        return _quotas.Count < MostSources;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} reports of vehicles never seen before are refused, the last of {Vehicle}: source {Source} has sent {Most} new vehicles within a day. They are in the dead letters as too-many-new-vehicles. If the vehicles are real, raise Ingest:NewVehiclesPerDay.")]
    private partial void LogRefused(long count, VehicleId vehicle, string source, int most);

    /// <summary>A quota that fills up evenly over a day.</summary>
    private sealed class Quota(int most, long begun)
    {
        private double _left = most;
        private long _at = begun;

        public bool IsWhole(TimeProvider time)
        {
            FillUp(time);
            return _left >= most;
        }

        public bool Take(TimeProvider time)
        {
            FillUp(time);
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }

        private void FillUp(TimeProvider time)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(most, _left + (time.GetElapsedTime(_at, now) / TimeSpan.FromDays(1) * most));
            _at = now;
        }
    }
}
