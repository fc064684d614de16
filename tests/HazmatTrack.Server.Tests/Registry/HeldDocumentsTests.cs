using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Tracker.Documents;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>The documents of the trucks that are awake, over the real registry of either engine.</summary>
public abstract class HeldDocumentsTests : IAsyncLifetime
{
    private static readonly VehicleId s_truck = new("沪A12345", PlateColour.Yellow);
    private static readonly VehicleId s_other = new("沪B12345", PlateColour.Yellow);
    private static readonly VehicleId s_asleep = new("沪C12345", PlateColour.Yellow);

    private readonly FakeTimeProvider _clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-held-");
    private RegistryStore _store = null!;
    private HookedRegistry _registry = null!;
    private HeldDocuments _held = null!;
    private long _followed;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Instant Now => Instant.From(_clock.GetUtcNow());

    protected abstract Task<string?> PostgresAsync();

    public async ValueTask InitializeAsync()
    {
        _store = await PostgresAsync() is { } postgres
            ? RegistryStore.Postgres(postgres, _clock) : RegistryStore.Sqlite(Path.Combine(_folder.FullName, "registry.db"), _clock);
        _registry = new(_store);
        _held = new(_registry, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_documents_of_all_trucks_of_a_batch_are_one_question_and_no_other_trucks_are_held()
    {
        await FileAsync("P1", s_truck);
        await FileAsync("P2", s_truck);
        await FileAsync("P3", s_asleep);
        Assert.Null(_held.Find(s_truck, Now));
        await _held.HoldAsync([s_truck, s_other], Now, Stop);
        Assert.Equal(["P1", "P2"], Numbers(s_truck));
        Assert.Same(DocumentSets.Empty, _held.Find(s_other, Now));
        Assert.Null(_held.Find(s_asleep, Now));
        Assert.Equal(1, _registry.Questions);
        await _held.HoldAsync([s_truck, s_other], Now, Stop);
        Assert.Equal(1, _registry.Questions);
    }

    [Fact]
    public async Task A_permit_filed_while_those_of_its_truck_are_being_read_is_judged_by_once_its_revision_is()
    {
        await FileAsync("P1", s_truck);
        await FollowAsync();

        // Read as they were; before they are held, another is filed and followed.
        _registry.AfterReading = async () =>
        {
            _registry.AfterReading = null;
            await FileAsync("P2", s_truck);
            await FollowAsync();
        };
        await _held.HoldAsync([s_truck], Now, Stop);
        Assert.Equal(["P1", "P2"], Numbers(s_truck));
    }

    [Fact]
    public async Task A_permit_filed_between_two_looks_at_the_registry_is_there_before_its_revision()
    {
        // Filed after the last look, and before the truck is awake: the reading itself finds it, and the next look again.
        await FollowAsync();
        await FileAsync("P1", s_truck);
        await _held.HoldAsync([s_truck], Now, Stop);
        Assert.Equal(["P1"], Numbers(s_truck));
        await FollowAsync();
        Assert.Equal(["P1"], Numbers(s_truck));
        await FileAsync("P2", s_truck);
        Assert.Equal(["P1"], Numbers(s_truck));
        await FollowAsync();
        Assert.Equal(["P1", "P2"], Numbers(s_truck));
    }

    [Fact]
    public async Task A_permit_corrected_to_another_truck_leaves_the_first_and_one_for_a_truck_that_is_asleep_reads_nothing()
    {
        await FileAsync("P1", s_truck);
        await _held.HoldAsync([s_truck, s_other], Now, Stop);
        await FollowAsync();
        await FileAsync("P1", s_other);
        await FollowAsync();
        Assert.Empty(Numbers(s_truck));
        Assert.Equal(["P1"], Numbers(s_other));
        var asked = _registry.Questions;
        await FileAsync("P1", s_asleep);
        await FileAsync("P2", s_asleep);
        await FollowAsync();
        Assert.Empty(Numbers(s_other));
        await FileAsync("P3", s_asleep);
        await FollowAsync();
        Assert.Equal(asked + 1, _registry.Questions);
    }

    [Fact]
    public async Task What_ended_before_the_last_days_is_read_only_to_judge_again_and_let_go_after()
    {
        await FileAsync("P1", s_truck, days: -400);
        await FileAsync("P2", s_truck);
        await _held.HoldAsync([s_truck], Now, Stop);
        Assert.Equal(["P2"], Numbers(s_truck));
        var then = Now - TimeSpan.FromDays(410);
        Assert.Null(_held.Find(s_truck, then));
        await _held.HoldAsync([s_truck], then, Stop);
        Assert.Equal(["P1", "P2"], Numbers(s_truck));

        // While it is judged again, what is filed takes nothing away.
        await FileAsync("P3", s_truck);
        await FollowAsync();
        Assert.NotNull(_held.Find(s_truck, then));
        Assert.Equal(["P1", "P2", "P3"], Numbers(s_truck));
        _held.Needs(s_truck, Now);
        await FileAsync("P4", s_truck);
        await FollowAsync();
        Assert.Equal(["P2", "P3", "P4"], Numbers(s_truck));
        Assert.Null(_held.Find(s_truck, then));
    }

    [Fact]
    public async Task Who_is_not_awake_any_more_is_let_go_and_read_again_when_it_wakes()
    {
        await _held.HoldAsync([s_truck, s_other], Now, Stop);
        _clock.Advance(TimeSpan.FromMinutes(3));
        _held.Trim(v => v == s_truck);
        Assert.Equal(1, _held.Count);
        await FileAsync("P1", s_other);
        await FollowAsync();
        Assert.Null(_held.Find(s_other, Now));
        await _held.HoldAsync([s_other], Now, Stop);
        Assert.Equal(["P1"], Numbers(s_other));
    }

    /// <summary>Whatever is filed, held and followed in whatever order: what is held is what the registry has.</summary>
    [Fact]
    public async Task What_is_held_of_a_truck_is_never_older_than_what_was_followed()
    {
        var random = new Random(7);
        VehicleId[] trucks = [s_truck, s_other, s_asleep];
        for (var i = 0; i < 300; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    await FileAsync($"P{random.Next(6)}", trucks[random.Next(3)], random.Next(1, 9));
                    break;
                case 1:
                    await _held.HoldAsync([trucks[random.Next(3)]], random.Next(3) == 0 ? null : Now, Stop);
                    break;
                case 2:
                    var truck = trucks[random.Next(3)];
                    _registry.AfterReading = async () =>
                    {
                        _registry.AfterReading = null;
                        await FileAsync($"P{random.Next(6)}", truck, random.Next(1, 9));
                        await FollowAsync();
                    };
                    break;
                default:
                    await FollowAsync();
                    foreach (var each in trucks)
                    {
                        if (_held.Find(each, Now) is { } held)
                        {
                            var filed = await _store.ListAsync(DocumentKinds.Permit, new() { Vehicle = each }, Stop);
                            Assert.Equal(filed.Select(f => f.Document).OrderBy(p => p.Number), held.From<Permit>().OrderBy(p => p.Number));
                        }
                    }

                    break;
            }
        }
    }

    private string[] Numbers(VehicleId vehicle) => [.. _held.Find(vehicle, Now)!.From<Permit>().Select(p => p.Number).Order()];

    private Task<SaveResult<Permit>> FileAsync(string number, VehicleId vehicle, int days = 1) => _store.FileAsync(
        DocumentKinds.Permit,
        new()
        {
            Number = number,
            Vehicle = vehicle,
            Provinces = [ProvinceCode.Shanghai],
            ValidFrom = Now - TimeSpan.FromDays(900),
            ValidTo = Now + TimeSpan.FromDays(days),
        },
        "a",
        Stop);

    private async Task FollowAsync()
    {
        var revision = await _store.RevisionAsync(Stop);
        await _held.FollowAsync(_followed, revision, Stop);
        _followed = revision;
    }

    public sealed class OnSqlite : HeldDocumentsTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : HeldDocumentsTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
