using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Tests of one partition over the real stores of either engine: its stages, and a truck whose reports begin three hours ago.</summary>
public abstract class StagesTests : IAsyncDisposable
{
    private protected static readonly FakeTimeProvider Clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private protected static readonly VehicleId Truck = new("苏E10001", PlateColour.Yellow);
    private protected static readonly Instant Begin = Instant.From(Clock.GetUtcNow()) - TimeSpan.FromHours(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-stages-");

    /// <summary>A database of the test's own; null where the stores are SQLite files in its folder.</summary>
    protected abstract Task<string?> PostgresAsync();

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Stores that several silos can be opened on.</summary>
    private protected async Task<(string Folder, string? Postgres)> StoresAsync() => (_folder.CreateSubdirectory("stores").FullName, await PostgresAsync());

    private protected async Task<Stages> OpenAsync(RuleSet? rules = null, DocumentCatalog? kinds = null) => await OpenAsync(await StoresAsync(), rules, kinds);

    private protected static Task<Stages> OpenAsync(
        (string Folder, string? Postgres) stores, RuleSet? rules = null, DocumentCatalog? kinds = null, HotBlobs? hot = null) =>
        Stages.OpenAsync(stores.Folder, Clock, stores.Postgres, rules, kinds, hot: hot);

    /// <summary>The truck's reports along a way, one every 15 s.</summary>
    /// <param name="place">Where on the way, as a fraction of it, and how fast in km/h, by the number of the report.</param>
    private protected static (VehicleId Vehicle, PositionReport Report)[] Drive(
        int reports, GeoPoint from, GeoPoint to, Func<int, (double Fraction, double Kmh)> place) =>
    [
        .. Enumerable.Range(0, reports).Select(i => (Truck, new PositionReport
        {
            Time = Begin + (TimeSpan.FromSeconds(15) * i),
            Position = Geodesy.Along(from, to, place(i).Fraction),
            SpeedDeciKmh = (ushort)(place(i).Kmh * 10),
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        })),
    ];

    /// <summary>The truck drives over the border of Shanghai and Jiangsu and parks 4 km behind it.</summary>
    private protected static (VehicleId Vehicle, PositionReport Report)[] DriveOverTheBorder(int reports)
    {
        var border = BorderWay.First;
        return Drive(reports, border.From, border.To, i => Math.Min((i - 6) * 250, 4000) is var metres
            ? (border.At(metres), metres == 4000 ? 0 : 60) : default);
    }
}
