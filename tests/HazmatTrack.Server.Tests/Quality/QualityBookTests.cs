using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Quality;
using HazmatTrack.Tracker.Quality;
using Prometheus;

namespace HazmatTrack.Server.Tests.Quality;

public sealed class QualityBookTests
{
    private static readonly VehicleId s_truck = VehicleId.Parse("沪A12345_2");
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly QualityBook _book;

    public QualityBookTests() => _book = new(new(Prometheus.Metrics.WithCustomRegistry(_registry)));

    [Fact]
    public void What_is_found_of_a_truck_is_added_up_until_it_is_written()
    {
        _book.Note(s_truck, new(ClockState.Behind, 8, 6, new(500), false), new(2000));
        _book.Note(s_truck, new(ClockState.Behind, 8, 1, new(3000), true), new(3000));
        _book.Refused(s_truck, RejectReason.ClockReset, new(1000));
        QualityEntry[] expected =
        [
            new(s_truck, "clock-behind", 7, new(500), new(3000), 8),
            new(s_truck, "clock-stepping", 1, new(3000), new(3000), 8),
            new(s_truck, "refused:clock-reset", 1, new(1000), new(1000), 0),
        ];
        var first = _book.Take(2);
        Assert.Equal(expected[..2], first);

        // Not written: it is there again.
        _book.PutBack(first);
        Assert.Equal(expected, _book.Take(10).OrderBy(e => e.Kind, StringComparer.Ordinal));
        Assert.Empty(_book.Take(10));
    }

    [Fact]
    public async Task Made_up_vehicles_do_not_fill_the_memory()
    {
        for (var i = 0; i < QualityBook.MostOpen + 500; i++)
        {
            _book.Refused(VehicleId.Parse($"皖{(char)('A' + (i / 20_000))}{10_000 + (i % 20_000)}_2"), RejectReason.ClockReset, default);
        }

        Assert.Equal(QualityBook.MostOpen, _book.Take(int.MaxValue).Count);
        Assert.Equal(500, await Counters.SumAsync(_registry, "hazmattrack_quality_not_kept_total"));
    }

    [Fact]
    public async Task Every_kind_is_counted_from_the_start()
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        var lines = System.Text.Encoding.UTF8.GetString(text.ToArray());
        Assert.All(QualityKinds.Findings, k => Assert.Contains($"hazmattrack_quality_reports_total{{kind=\"{k.Code}\"}} 0\n", lines, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_has_a_code_of_its_own_and_texts_in_both_languages()
    {
        var all = QualityKinds.Findings.Concat(RejectReasons.All.Select(QualityKinds.Refusal)).ToList();
        Assert.Equal(all.Count, all.Select(QualityKinds.StoredCode).Distinct().Count());
        Assert.All(all, k => Assert.Same(k, QualityKinds.Find(QualityKinds.StoredCode(k))));
        Assert.All(all, k => Assert.EndsWith("。", k.Chinese, StringComparison.Ordinal));
        Assert.All(all, k => Assert.EndsWith(".", k.English, StringComparison.Ordinal));
        Assert.All(all, k => Assert.Matches("^[a-z]+(-[a-z]+)*$", k.Code));
    }
}
