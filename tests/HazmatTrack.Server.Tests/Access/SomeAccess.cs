using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Server.Tests.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Testing;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>The store of operators for hosts of a part of the program: an empty one, in a folder of the test's own.</summary>
internal static class SomeAccess
{
    public static void AddEmptyAccess(this IServiceCollection services, string folder)
    {
        var store = AccessStore.Sqlite(Path.Combine(folder, "access.db"), TimeProvider.System);
        services.AddSingleton<IAccessStore>(store).AddSingleton(new AccessDirectory(store, new(), TimeProvider.System, new Silent()))
            .AddHostedService<Following>().AddSingleton<ICallerCheck, Everybody>().AddSingleton<IToldRecord, Unrecorded>();
    }

    /// <summary>What finds out whether a caller may see a vehicle, of which none was ever seen.</summary>
    public static void AddSights(this IServiceCollection services)
    {
        services.AddHotSights();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RecentProvinces>();
        var open = new OpenViolations();
        open.SetLoaded();
        services.AddSingleton(open);
    }

    /// <summary>The same for a host that has alerts.</summary>
    public static void AddHotSights(this IServiceCollection services) => services.AddSingleton(ShippedBorders.Map).AddSingleton<IHotState, HotBlobs>()
        .AddSingleton(new PositionLog(1, 0)).AddSingleton<VehicleDirectory>().AddSingleton<VehicleSights>();

    private sealed class Everybody : ICallerCheck
    {
        public ValueTask<bool> IsStillLetInAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(true);
    }

    private sealed class Unrecorded : IToldRecord
    {
        public Task ToldAsync(HttpContext context, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation) => Task.CompletedTask;
    }

    private sealed class Following(AccessDirectory directory, IAccessStore store) : BackgroundService
    {
        /// <summary>Nobody is let in before the store was read for the first time.</summary>
        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            await base.StartAsync(cancellationToken);
            await Eventually.BecomesTrueAsync(() => Task.FromResult(directory.Status.ReadAt is not null), "the operators are known", 60);
        }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await base.StopAsync(cancellationToken);
            await ((AccessStore)store).DisposeAsync();
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => directory.RunAsync(stoppingToken);
    }

    private sealed class Silent : IAccessDirectoryReport
    {
        public void Followed(AccessDirectoryStatus status, (int Keys, int Sessions, int Vehicles) held)
        {
        }

        public void Failed(Exception exception, int attempt, DateTimeOffset? lastRead)
        {
        }

        public void Disbelieved(DateTimeOffset? lastRead)
        {
        }

        public void Recovered(int attempts, long revision)
        {
        }

        public void WentBack(long known, long found)
        {
        }

        public void LookupFailed(Exception exception)
        {
        }

        public void ListeningFailed(Exception exception)
        {
        }

        public void UsesFailed(Exception exception)
        {
        }
    }
}
