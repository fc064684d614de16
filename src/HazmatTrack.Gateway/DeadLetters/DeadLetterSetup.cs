using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Gateway.DeadLetters;

internal static class DeadLetterSetup
{
    /// <summary>Adds the reader of dead letters, and what operators do with them. HTTP ingest must be added too.</summary>
    /// <param name="store">The open store; the caller that opened it disposes of it, after the host has stopped.</param>
    /// <param name="isEmbedded">Whether the brokers are within this process.</param>
    public static IServiceCollection AddDeadLetters(this IServiceCollection services, DeadLetterStore store, bool isEmbedded)
    {
        services.AddSingleton(store).AddSingleton<LetterOwners>().AddSingleton<DeadLetterEndpoints>().AddSingleton<Resubmission>();
        services.AddSingleton(p => new DeadLetterLog(p.GetRequiredService<KafkaOptions>(), p.GetRequiredService<PositionTopicsOptions>(), isEmbedded));
        return services.AddHostedService<DeadLetterReader>();
    }

    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        DeadLetterEndpoints.Map(routes);
        return routes;
    }
}
