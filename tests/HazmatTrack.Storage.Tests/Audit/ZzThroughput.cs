using System.Diagnostics;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;
using HazmatTrack.TestServers;

namespace HazmatTrack.Storage.Tests.Audit;

public sealed class ZzThroughput(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 64)]
    [InlineData(true, 500)]
    [InlineData(false, 1)]
    [InlineData(false, 64)]
    [InlineData(false, 500)]
    public async Task Run(bool sqlite, int callers)
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".db");
        await using var store = sqlite
            ? await AuditStore.OpenSqliteAsync(file, TimeProvider.System, default)
            : await AuditStore.OpenPostgresAsync(await Servers.NewPostgresDatabaseAsync(), TimeProvider.System, default);
        await using var writer = new AuditWriter(store, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (watch.Elapsed < TimeSpan.FromSeconds(5))
            {
                await writer.WriteAsync(SomeAudit.Read(count, null, SomeAudit.Truck), default);
                count++;
            }

            return count;
        })));
        output.WriteLine($"{(sqlite ? "sqlite" : "postgres")} {callers} callers: {counts.Sum() / watch.Elapsed.TotalSeconds:F0} entries/s");
        watch.Restart();
        using var keys = new SomeLog();
        var verdict = await AuditVerification.VerifyAsync(store, keys.Trust, [], default);
        output.WriteLine($"verified {verdict.Last} in {watch.Elapsed.TotalSeconds:F2} s whole {verdict.IsWhole}");
    }
}
