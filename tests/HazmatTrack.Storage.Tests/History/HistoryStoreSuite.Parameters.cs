using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: parameters of rules that vehicles were judged by, and are no longer.</remarks>
public abstract partial class HistoryStoreSuite
{
    private static readonly ParameterRecord s_before = Limit(5);
    private static readonly ParameterRecord s_after = Limit(6);

    [Fact]
    public async Task Vehicles_judged_by_other_parameters_are_noted_and_the_next_owner_finds_the_notes_and_what_they_are_judged_by()
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        Assert.Empty(partition.JudgedBy);
        await AppendAsync(partition, 1, points);
        await AppendAsync(partition, 2, points[..50]);
        await partition.JudgeByAsync([s_before], default);
        Assert.Equal(s_before.Version, Assert.Single(partition.JudgedBy).Version);

        partition = await _store.OpenAsync(0, default);
        await partition.JudgeByAsync([s_after], default);
        Assert.Equal(Sorted(s_before, s_after), VersionsOf(partition));

        // One is not known here, and one has sent nothing since.
        var note = Assert.Single(await partition.TakeParametersAsync(
            [Some.Vehicle(1), Some.Vehicle(2), Some.Vehicle(3)], points[100].Time, [.. partition.JudgedBy.Where(j => j.Version == s_before.Version)], default));
        Assert.Equal((Some.Vehicle(1), points[100].Time, ChangeCause.RuleVersion), (note.Vehicle, note.From, note.Cause));
        Assert.Equal([s_after.Version], VersionsOf(partition));
        Assert.Equal(note, partition.NoteOf(Some.Vehicle(1)));
        Assert.Null(partition.NoteOf(Some.Vehicle(2)));

        partition = await _store.OpenAsync(0, default);
        Assert.Equal([new JudgedBy("limit", s_after.Version, s_after.Text, 0)], partition.JudgedBy);
        Assert.Equal([note], await partition.PendingRejudgesAsync(default));
    }

    [Fact]
    public async Task An_owner_that_ends_between_notes_leaves_both_parameters_and_the_notes_that_it_wrote()
    {
        var points = Reports(0, 60);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, points);
        await AppendAsync(partition, 2, points);
        await partition.JudgeByAsync([s_before], default);
        await partition.JudgeByAsync([s_after], default);
        await partition.TakeParametersAsync([Some.Vehicle(1)], points[20].Time, [], default);

        partition = await _store.OpenAsync(0, default);
        Assert.Equal(Sorted(s_before, s_after), VersionsOf(partition));
        Assert.Equal(Some.Vehicle(1), Assert.Single(await partition.PendingRejudgesAsync(default)).Vehicle);
        await partition.TakeParametersAsync(
            [Some.Vehicle(1), Some.Vehicle(2)], points[20].Time, [.. partition.JudgedBy.Where(j => j.Version == s_before.Version)], default);
        Assert.Equal([Some.Vehicle(1), Some.Vehicle(2)], (await partition.PendingRejudgesAsync(default)).Select(n => n.Vehicle).Order());
        Assert.Equal([s_after.Version], VersionsOf(partition));
    }

    [Fact]
    public async Task Parameters_are_no_reason_to_judge_what_retention_has_removed()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 60));
        var note = Assert.Single(await partition.TakeParametersAsync([Some.Vehicle(1)], new(long.MinValue), [], default));
        Assert.Equal(Instant.From(_time.GetUtcNow()) - _options.Keep, note.From);
    }

    [Fact]
    public async Task An_owner_that_was_replaced_records_no_parameters_and_forgets_none()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 10));
        await partition.JudgeByAsync([s_before], default);
        await _store.OpenAsync(0, default);
        await Assert.ThrowsAsync<FencedException>(() => partition.JudgeByAsync([s_after], default));
        await Assert.ThrowsAsync<FencedException>(() => partition.TakeParametersAsync([Some.Vehicle(1)], new(0), partition.JudgedBy, default));
        partition = await _store.OpenAsync(0, default);
        Assert.Equal([s_before.Version], VersionsOf(partition));
        Assert.Empty(await partition.PendingRejudgesAsync(default));
    }

    [Fact]
    public async Task A_vehicle_brings_the_parameters_along_that_it_was_judged_by_and_they_are_not_forgotten_before_its_new_owner_knows_it()
    {
        var points = Reports(0, 60);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, points);
        await AppendAsync(to, 2, points);
        await from.JudgeByAsync([s_before], default);
        await to.JudgeByAsync([s_before], default);
        await to.JudgeByAsync([s_after], default);
        await from.MoveAsync(new(4), v => v == Some.Vehicle(1) ? 3 : 1, default);

        // Its new owner does not know yet that it has come, and takes the earlier parameters for done with.
        Assert.Single(await to.TakeParametersAsync([Some.Vehicle(1), Some.Vehicle(2)], points[3].Time, Superseded(to), default));
        Assert.Equal([s_after.Version], VersionsOf(to));
        await to.TakeInAsync(default);
        Assert.Equal(Sorted(s_before, s_after), VersionsOf(to));
        Assert.Equal(2, (await to.TakeParametersAsync([Some.Vehicle(1), Some.Vehicle(2)], points[3].Time, Superseded(to), default)).Count);
        Assert.Equal([s_after.Version], VersionsOf(await _store.OpenAsync(3, default)));
        Assert.Equal([s_before.Version], VersionsOf(await _store.OpenAsync(1, default)));

        static List<JudgedBy> Superseded(IHistoryPartition partition) => [.. partition.JudgedBy.Where(j => j.Version == s_before.Version)];
    }

    [Fact]
    public async Task A_partition_that_was_never_opened_has_the_parameters_of_those_that_gave_it_vehicles()
    {
        var (one, two) = (await _store.OpenAsync(1, default), await _store.OpenAsync(2, default));
        await AppendAsync(one, 1, Reports(0, 10));
        await AppendAsync(two, 2, Reports(0, 10));
        await one.JudgeByAsync([s_before], default);
        await two.JudgeByAsync([s_after, new("other", [], [])], default);
        await one.MoveAsync(new(8), _ => 5, default);
        await two.MoveAsync(new(8), _ => 5, default);
        var to = await _store.OpenAsync(5, default);
        Assert.Equal(
            Sorted(s_before, s_after, new("other", [], [])).Append(JudgedBy.Without("other", new(long.MinValue)).Version), VersionsOf(to));
    }

    /// <summary>Two builds at a time when the topic grows: either of the two partitions has vehicles that were judged without a rule of the other.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vehicles_that_were_judged_without_a_rule_are_noted_for_it_in_a_partition_that_was_judged_with_it(bool come)
    {
        var other = new ParameterRecord("other", [], []);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, Reports(0, 10));
        await AppendAsync(to, 2, Reports(0, 10));
        await from.JudgeByAsync(come ? [s_before] : [s_before, other], default);
        await to.JudgeByAsync(come ? [s_before, other] : [s_before], default);
        await from.MoveAsync(new(4), _ => 3, default);
        to = await _store.OpenAsync(3, default);
        await to.JudgeByAsync([s_before, other], default);
        var without = Assert.Single(to.JudgedBy, j => j.Rule == "other" && j.Version != other.Version);
        Assert.Equal(new(long.MinValue), without.WithoutSince);
        Assert.Equal(2, (await to.TakeParametersAsync([Some.Vehicle(1), Some.Vehicle(2)], new(long.MinValue), [without], default)).Count);
        Assert.Equal(Sorted(s_before, other), VersionsOf(await _store.OpenAsync(3, default)));
    }

    [Fact]
    public async Task A_partition_that_was_never_opened_records_which_of_its_vehicles_were_judged_without_a_rule()
    {
        var other = new ParameterRecord("other", [], []);
        var (one, two, three) = (await _store.OpenAsync(1, default), await _store.OpenAsync(2, default), await _store.OpenAsync(3, default));
        await AppendAsync(one, 1, Reports(0, 10));
        await AppendAsync(two, 2, Reports(0, 10));
        await AppendAsync(three, 3, Reports(0, 10));
        await one.JudgeByAsync([s_before, other], default);
        await two.JudgeByAsync([s_before], default);
        await three.JudgeByAsync([s_before], default);
        await one.MoveAsync(new(8), _ => 5, default);
        Assert.Equal(Sorted(s_before, other), VersionsOf(await _store.OpenAsync(5, default)));
        await two.MoveAsync(new(8), _ => 5, default);
        await three.MoveAsync(new(8), _ => 5, default);
        var without = Assert.Single((await _store.OpenAsync(5, default)).JudgedBy, j => j.WithoutSince is not null);
        Assert.Equal(("other", new(long.MinValue), 1), (without.Rule, without.WithoutSince, without.Moves));
    }

    private static ParameterRecord Limit(double value) =>
        new("limit", [new("Limit", 1)], [new() { Values = new Dictionary<string, double> { ["Limit"] = value } }]);

    private static IEnumerable<string> Sorted(params ParameterRecord[] records) => records.Select(r => r.Version).Order(StringComparer.Ordinal);

    private static IEnumerable<string> VersionsOf(IHistoryPartition partition) => partition.JudgedBy.Select(j => j.Version).Order(StringComparer.Ordinal);
}
