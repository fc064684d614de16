using Microsoft.Extensions.FileProviders;

namespace HazmatTrack.Server.Hosting;

/// <summary>The page at <c>/</c>: files in the program's folder, which browsers request again each time so that an update is visible at once.</summary>
internal static class ConsoleFiles
{
    /// <summary>The folder where the build places the page.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Whether the program was built with its page.</summary>
    public static bool IsThere(string folder) => File.Exists(Path.Combine(folder, "index.html"));

    public static void UseConsole(this WebApplication app, string folder)
    {
        if (!IsThere(folder))
        {
            app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context =>
            {
                Secure(context.Response.Headers);
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/html; charset=utf-8";
                return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask
                    : context.Response.WriteAsync(MissingConsole.Html, context.RequestAborted);
            }).AllowAnonymous().ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = context => Secure(context.Context.Response.Headers) });
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-cache";
        headers.XContentTypeOptions = "nosniff";

        // Nothing is loaded from elsewhere: the page shows only data of its own server.
        headers.ContentSecurityPolicy =
            "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    }
}
