using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Statistics;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// Says nothing of the machine to the runtime, which asks several times a second. The runtime's own answer opens a file for each thread of the process, some
/// thousand calls of the system a second in a busy silo, and serves the choice of a silo by load and the refusal of calls under load: this program does
/// neither, since each vehicle is where its partition is.
/// </summary>
internal sealed class UnmeasuredMachine : IEnvironmentStatisticsProvider
{
    public static void Use(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IEnvironmentStatisticsProvider>(new UnmeasuredMachine()));

    public EnvironmentStatistics GetEnvironmentStatistics() => default;
}
