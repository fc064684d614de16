using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;

namespace HazmatTrack.Gateway.DeadLetters;

internal static class DeadLetterSetup
{
    /// <summary>Adds the reader of dead letters, and what operators do with them. HTTP ingest and their store must be added too.</summary>
    /// <param name="isEmbedded">Whether the brokers are within this process.</param>
    public static IServiceCollection AddDeadLetters(this IServiceCollection services, bool isEmbedded)
    {
        services.AddSingleton<LetterOwners>().AddSingleton<DeadLetterEndpoints>().AddSingleton<Resubmission>();
        services.AddSingleton(p => new DeadLetterLog(p.GetRequiredService<KafkaOptions>(), p.GetRequiredService<PositionTopicsOptions>(), isEmbedded));
        return services.AddHostedService<DeadLetterReader>();
    }

    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        DeadLetterEndpoints.Map(routes);
        return routes;
    }

    /// <summary>Describes the calls in the API document of a process that takes none, as <see cref="HttpIngestSetup.DescribePositions"/> does.</summary>
    public static IEndpointRouteBuilder DescribeDeadLetters(this IEndpointRouteBuilder routes)
    {
        DeadLetterEndpoints.Map(routes).WithMetadata(new SuppressMatchingMetadata());
        return routes;
    }
}
