using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>
/// Posts reports to the gateway, as an operator without Kafka does: in order, and again until it answers that the log has them. One whose answer was lost
/// comes twice.
/// </summary>
internal sealed class GatewaySender : IAsyncDisposable
{
    /// <summary>An operator of the form of a unified social credit code (GB 32100-2015).</summary>
    private const string Operator = "91310000DEMA00001B";

    private const int MostAtATime = 500;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly SiloCluster _silos;
    private readonly int _partitions;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<LoadRecord> _records = Channel.CreateUnbounded<LoadRecord>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _posting;
    private int _acknowledged;

    private GatewaySender(SiloCluster silos, int partitions, string key)
    {
        (_silos, _partitions) = (silos, partitions);
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
        _http.DefaultRequestHeaders.AcceptLanguage.Add(new("en"));
        _posting = Task.Run(PostAsync);
    }

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How often a request was sent that a gateway did not take.</summary>
    public int Repeated { get; private set; }

    /// <summary>What the gateway refused, which another try does not mend; null while it has refused nothing.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Registers the operator with its vehicles.</summary>
    public static async Task<GatewaySender> OpenAsync(
        IAccessStore store, IReadOnlyCollection<VehicleId> vehicles, SiloCluster silos, int partitions, TimeProvider time, CancellationToken cancellation)
    {
        await store.SaveOperatorAsync(
            new() { Code = Operator, Name = "甲运输企业", Province = ProvinceCode.Shanghai }, "drill", VersionCondition.None, cancellation);
        await store.RegisterVehiclesAsync(Operator, [.. vehicles], "drill", cancellation);
        return new(silos, partitions, await ObserverKey.IssueSenderAsync(store, Operator, time, cancellation));
    }

    public void Send(LoadRecord record) => _records.Writer.TryWrite(record);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _posting;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task PostAsync()
    {
        try
        {
            var some = new List<LoadRecord>();
            while (await _records.Reader.WaitToReadAsync(_stop.Token))
            {
                some.Clear();
                while (some.Count < MostAtATime && _records.Reader.TryRead(out var record))
                {
                    some.Add(record);
                }

                while (!await TryPostAsync(some))
                {
                    Repeated++;
                    await Task.Delay(s_pause, TimeProvider.System, _stop.Token);
                }

                foreach (var record in some)
                {
                    // The answer does not say where in the partition.
                    record.Place = (KeyHash.PartitionOf(record.Key!, _partitions), -1);
                }

                Interlocked.Add(ref _acknowledged, some.Count);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private async Task<bool> TryPostAsync(List<LoadRecord> some)
    {
        if (_silos.Running.FirstOrDefault(s => s.TakesReports) is not { Http.BaseAddress: { } address })
        {
            return false;
        }

        try
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(address, "/api/v1/positions"), some.Select(Item), _stop.Token);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                Refusal ??= (int)answer.StatusCode is >= 400 and < 500
                    ? $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(_stop.Token)}" : null;
                return false;
            }

            var taken = await answer.Content.ReadFromJsonAsync<PostPositionsResponse>(_stop.Token);
            Refusal ??= taken!.Rejected.Count > 0 ? $"{taken.Rejected[0].Code}: {taken.Rejected[0].Detail}" : null;
            return taken!.Accepted == some.Count;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private static object Item(LoadRecord record)
    {
        var report = record.Report!.Value;
        return new
        {
            plate = record.Vehicle.Plate,
            plateColor = (int)record.Vehicle.Colour,
            time = report.Time.ToDateTimeOffset(),
            lat = report.Position.LatitudeE6 / 1e6,
            lon = report.Position.LongitudeE6 / 1e6,
            speedKmh = report.SpeedDeciKmh / 10.0,
            heading = report.HeadingDegrees,
            altitudeM = report.AltitudeMetres,
            mileageKm = report.MileageDeciKm / 10.0,
            alarmBits = report.Alarms,
            statusBits = (uint)report.TerminalStatus,
        };
    }
}
