using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Registry;

public sealed class RegistryFeedTests
{
    private static readonly VehicleId s_truck = new("沪A12345", PlateColour.Yellow);
    private static readonly Instant s_now = Instant.From(TimeProvider.System.GetUtcNow());

    private static Permit Permit(string number, int days = 1) => new()
    {
        Number = number,
        Vehicle = s_truck,
        Provinces = [ProvinceCode.Shanghai],
        ValidFrom = s_now - TimeSpan.FromDays(900),
        ValidTo = s_now + TimeSpan.FromDays(days),
    };

    private static int Held(RegistryServer server) => NumbersHeld(server).Length;

    private static string[] NumbersHeld(RegistryServer server) =>
        [.. server.Services.GetRequiredService<IDocumentSource>().For(s_truck).From(DocumentKinds.Permit).Select(p => p.Number)];

    /// <summary>The truck is awake from now on.</summary>
    private static Task HoldAsync(RegistryServer server) =>
        server.Services.GetRequiredService<IDocumentSource>().HoldAsync([s_truck], s_now, TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_was_filed_before_the_start_is_there_once_the_documents_are_loaded()
    {
        await using var server = await RegistryServer.StartAsync(store =>
        {
            store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", default).GetAwaiter().GetResult();
            store.FileAsync(DocumentKinds.Permit, Permit("P2", days: -400), "a", default).GetAwaiter().GetResult();
            return store;
        });
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => Held(server));
        await HoldAsync(server);
        Assert.Equal(1, Held(server));
    }

    [Fact]
    public async Task What_is_filed_through_the_API_or_by_another_process_is_judged_by_soon_after()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken);
        await HoldAsync(server);
        Assert.Equal(0, Held(server));

        await server.Store.FileAsync(DocumentKinds.Permit, Permit("P1"), "another process", default);
        await Eventually.BecomesTrueAsync(() => Held(server) == 1, "the other process's permit");

        var (status, _) = await server.SendAsync("PUT", "/api/v1/permits/P2", new
        {
            vehicle = s_truck.ToString(),
            provinces = new[] { "310000" },
            validFrom = "2026-07-01T00:00:00+08:00",
            validTo = "2090-08-01T00:00:00+08:00",
        });
        Assert.Equal(201, status);
        await Eventually.BecomesTrueAsync(() => Held(server) == 2, "the API's permit");

        await server.SendAsync("DELETE", "/api/v1/permits/P2");
        await Eventually.BecomesTrueAsync(
            () => server.Services.GetRequiredService<IDocumentSource>().For(
                s_truck).From(DocumentKinds.Permit).Single(p => p.Number == "P2").WithdrawnAt is not null, "the withdrawal");
    }

    [Fact]
    public async Task Before_the_registry_could_be_read_nothing_is_answered_and_the_server_is_not_ready()
    {
        var fault = new FaultyStore { Broken = true };
        await using var server = await RegistryServer.StartAsync(fault.Around);
        Assert.Throws<InvalidOperationException>(() => Held(server));
        Assert.Equal("Unhealthy", await ReadyAsync(server));
        fault.Broken = false;
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.For(30));
        await HoldAsync(server);
        Assert.Equal(0, Held(server));
        await Eventually.BecomesTrueAsync(async () => await ReadyAsync(server) == "Healthy", "ready");
    }

    [Fact]
    public async Task While_the_registry_cannot_be_read_the_last_documents_stay_and_readiness_says_so()
    {
        var fault = new FaultyStore();
        await using var server = await RegistryServer.StartAsync(fault.Around);
        await server.Store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", default);
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken);
        await HoldAsync(server);
        await Eventually.BecomesTrueAsync(() => Held(server) == 1, "the first permit");

        fault.Broken = true;
        await server.Store.FileAsync(DocumentKinds.Permit, Permit("P2"), "a", default);
        await Eventually.BecomesTrueAsync(async () => await ReadyAsync(server) == "Degraded", "degraded");
        Assert.Equal(1, Held(server));

        fault.Broken = false;
        await Eventually.BecomesTrueAsync(() => Held(server) == 2, "the second permit");
        await Eventually.BecomesTrueAsync(async () => await ReadyAsync(server) == "Healthy", "ready again");
    }

    [Fact]
    public async Task A_failure_half_way_through_the_changes_loses_none()
    {
        var fault = new FaultyStore();
        await using var server = await RegistryServer.StartAsync(fault.Around);
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken);
        await HoldAsync(server);
        fault.Broken = true;
        for (var i = 0; i < 9; i++)
        {
            await server.Store.FileAsync(DocumentKinds.Permit, Permit($"P{i}"), "a", default);
        }

        fault.BreakAfter = 0;
        fault.Broken = false;
        await Eventually.BecomesTrueAsync(() => Held(server) == 9, "all nine");
        Assert.True(fault.Broke);
    }

    /// <summary>A replica takes over that lacks the newest filing, and the next one has its revision.</summary>
    [Fact]
    public async Task On_another_timeline_of_the_database_all_documents_are_read_again()
    {
        var fault = new FaultyStore();
        await using var server = await RegistryServer.StartAsync(fault.Around);
        await server.Store.FileAsync(DocumentKinds.Permit, Permit("P1"), "a", default);
        await server.Services.DocumentsLoadedAsync(TestContext.Current.CancellationToken);
        await HoldAsync(server);
        await Eventually.BecomesTrueAsync(() => NumbersHeld(server) is ["P1"], "the permit that is lost");

        await using (var connection = new SqliteConnection($"Data Source={server.File};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "update registry_document set number = 'P2'";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        fault.Timeline = 7;
        await Eventually.BecomesTrueAsync(() => NumbersHeld(server) is ["P2"], "the permit that has its revision");
    }

    [Fact]
    public async Task When_the_database_does_not_answer_the_API_says_so_instead_of_finding_nothing()
    {
        var fault = new FaultyStore { Broken = true };
        await using var server = await RegistryServer.StartAsync(fault.Around);
        foreach (var address in new[] { "/api/v1/permits", "/api/v1/permits/P1", "/api/v1/routes/R1/versions" })
        {
            var (status, problem) = await server.SendAsync("GET", address);
            Assert.Equal((503, "Service unavailable"), (status, problem.GetProperty("title").GetString()));
        }

        var (deleted, said) = await server.SendAsync("DELETE", "/api/v1/permits/P1");
        Assert.Equal(503, deleted);
        Assert.Contains("not known", said.GetProperty("detail").GetString());
    }

    private static async Task<string> ReadyAsync(RegistryServer server) => await (await server.Client.GetAsync("/healthz/ready")).Content.ReadAsStringAsync();

    /// <summary>A store whose database goes away and comes back as told.</summary>
    private sealed class FaultyStore : ForwardingRegistry
    {
        private IRegistryStore _store = null!;
        private volatile bool _broken;
        private volatile int _timeline;

        public bool Broken
        {
            get => _broken;
            set => _broken = value;
        }

        /// <summary>The timeline of its database.</summary>
        public int Timeline
        {
            set => _timeline = value;
        }

        /// <summary>Breaks once, after the documents of vehicles have been read so many times.</summary>
        public int BreakAfter { get; set; } = -1;

        public bool Broke { get; private set; }

        protected override IRegistryStore Store => Broken ? throw new OutOfReachException() : _store;

        public FaultyStore Around(IRegistryStore store)
        {
            _store = store;
            return this;
        }

        public override async Task<long> TimelineAsync(CancellationToken cancellation) => await base.TimelineAsync(cancellation) + _timeline;

        public override Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
            IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
        {
            if (BreakAfter-- == 0)
            {
                Broke = true;
                throw new OutOfReachException();
            }

            return base.OfVehiclesAsync(vehicles, since, cancellation);
        }
    }

    private sealed class OutOfReachException() : DbException("out of reach");
}
