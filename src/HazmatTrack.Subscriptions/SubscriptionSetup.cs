using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Administration;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Subscriptions.Sending;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Subscriptions.Webhooks;

namespace HazmatTrack.Subscriptions;

/// <summary>Registers what sends alerts to other systems and people, and its administration.</summary>
internal static class SubscriptionSetup
{
    /// <param name="store">The open store; the caller that opened it disposes of it, after the host has stopped.</param>
    /// <param name="password">The password with the mail server; null where it asks for none.</param>
    public static IServiceCollection AddSubscriptions(
        this IServiceCollection services, SubscriptionStore store, SubscriptionOptions options, MailOptions mail, string? password)
    {
        services.AddSingleton(store).AddSingleton(options).AddSingleton(mail).AddSingleton(new MailPassword(password));
        services.AddSingleton<SubscriptionMetrics>().AddSingleton<SubscriptionLog>();
        services.AddSingleton<WebhookSecrets>().AddSingleton<WebhookSender>().AddSingleton<MailSender>().AddSingleton<ToldEvents>();
        services.AddSingleton<SubscriptionReader>().AddSingleton<SubscriptionPing>().AddSingleton<SubscriptionEndpoints>().AddSingleton<DeadLetterEndpoints>();
        services.AddSingleton<SubscriptionService>();
        services.AddHostedService(provider => provider.GetRequiredService<SubscriptionService>());
        return services;
    }

    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/subscriptions").WithTags("Subscriptions").AddEndpointFilter(ProblemFilter.InvokeAsync);
        SubscriptionEndpoints.Map(group);
        DeadLetterEndpoints.Map(group);
        return routes;
    }
}
