using HazmatTrack.Contracts.Registry;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Tracker.Documents;
using HazmatTrack.Web.Registry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace HazmatTrack.Server.Hosting;

/// <summary>Registers the registry.</summary>
public static class RegistryServices
{
    /// <summary>
    /// Adds the store, the feed that keeps its documents in memory (as <see cref="IDocumentSource"/>; await <see cref="DocumentsLoadedAsync"/> before
    /// anything is evaluated), and the readiness check <c>registry</c>.
    /// </summary>
    public static IServiceCollection AddRegistry(
        this IServiceCollection services, RegistryOptions options, Func<IServiceProvider, IRegistryStore> store)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(DocumentKinds.Catalog);
        services.TryAddSingleton<IMetricFactory>(_ => Metrics.DefaultFactory);
        services.AddSingleton(options);
        services.AddSingleton(store);
        services.AddSingleton<RegistryMetrics>();
        services.AddSingleton<FilingMetrics>();
        services.AddSingleton<DocumentSights>();
        services.AddSingleton<RegistryFeed>();
        services.AddSingleton<IRegistryChanges>(p => p.GetRequiredService<RegistryFeed>());
        services.AddSingleton<IDocumentSource>(p => p.GetRequiredService<RegistryFeed>());
        services.AddHostedService(p => p.GetRequiredService<RegistryFeed>());
        services.AddHealthChecks().AddCheck<RegistryHealth>("registry", tags: ["ready"]);
        return services;
    }

    /// <summary>Completes once the documents have been read for the first time.</summary>
    public static Task DocumentsLoadedAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<RegistryFeed>().Loaded.WaitAsync(cancellation);
}
