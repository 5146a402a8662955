package mmserver

import (
	"cmp"
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"
)

// fail makes an error as the server answers it: an id that programs know and words that people see.
func fail(status int, id string) *model.AppError {
	return &model.AppError{Id: id, Message: cmp.Or(words(id), id), StatusCode: status, Where: "mmserver"}
}

// words are those of the errors that a person or a log is likely to see.
func words(id string) string {
	switch id {
	case idSession:
		return "Invalid or expired session, please login again."
	case idPermission:
		return "You do not have the appropriate permissions."
	case idNotFound:
		return "Sorry, we could not find the page."
	case idParam, idURL:
		return "Invalid or missing parameter in the request."
	case idNoPost:
		return "Unable to get the post."
	case idIntegration:
		return "Action integration error."
	case idNoAction:
		return "Invalid action id."
	case idNoCommand:
		return "Command with this trigger was not found."
	case idCommandFailed:
		return "Command failed."
	case idTriggerOld:
		return "Trigger ID for interactive dialog is expired."
	}
	return ""
}

const (
	idSession       = "api.context.session_expired.app_error"
	idPermission    = "api.context.permissions.app_error"
	idNotFound      = "api.context.404.app_error"
	idParam         = "api.context.invalid_body_param.app_error"
	idURL           = "api.context.invalid_url_param.app_error"
	idNoPost        = "app.post.get.app_error"
	idNoUser        = "app.user.missing_account.const"
	idNoTeam        = "app.team.get_by_name.missing.app_error"
	idNoChannel     = "app.channel.get_by_name.missing.app_error"
	idNoFile        = "app.file_info.get.app_error"
	idTooLarge      = "api.file.upload_file.too_large_detailed.app_error"
	idRoot          = "api.post.create_post.root_id.app_error"
	idArchived      = "api.post.create_post.can_not_post_to_deleted.error"
	idSystem        = "api.post.update_post.system_message.app_error"
	idIntegration   = "api.post.do_action.action_integration.app_error"
	idNoAction      = "api.post.do_action.action_id.app_error"
	idNoCommand     = "api.command.execute_command.not_found.app_error"
	idCommandFailed = "api.command.execute_command.failed.app_error"
	idCommandsOff   = "api.command.disabled.app_error"
	idTriggerOld    = "interactive_message.decode_trigger_id.expired"
	idTriggerBad    = "interactive_message.decode_trigger_id.base64_decode_failed"
	idHookUsed      = "app.command_webhook.try_use.invalid"
	idNoHook        = "app.command_webhook.get.missing"
)

func forbidden() *model.AppError { return fail(http.StatusForbidden, idPermission) }

func invalid(what string) *model.AppError {
	err := fail(http.StatusBadRequest, idParam)
	err.DetailedError = what
	return err
}
