//! How pages ask about activities, tasks, calendar and timelines.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::kernel::{Named, UserId};
use shared::platform::notifications::FindNamed;
use shared::work::activities::ActivityView;
use shared::work::activities::ops::{
    CreateActivity, DeleteActivity, EditActivity, ReadActivity, RestoreActivity,
};
use shared::work::calendar::ops::{CalendarItems, ReadCalendar};
use shared::work::tasks::TaskView;
use shared::work::tasks::ops::{
    CompleteTask, CreateTask, DeleteTask, EditTask, FindLinks, FindMentions, LinkChoice, ListTasks,
    Mention, ReadTask, ReopenTask, RescheduleTasks, RestoreTask, TaskList,
};
use shared::work::timeline::ops::{
    HistoryPage, ReadOpportunityHistory, ReadTimeline, TimelinePage,
};

/// Logs an activity.
#[server(name = CreateActivityCall, endpoint = "activities.create", input = Json, output = Json)]
pub async fn create_activity(request: CreateActivity) -> Result<ActivityView, Fault> {
    call::run(request).await
}

/// Edits an activity.
#[server(name = EditActivityCall, endpoint = "activities.edit", input = Json, output = Json)]
pub async fn edit_activity(request: EditActivity) -> Result<ActivityView, Fault> {
    call::run(request).await
}

/// Deletes an activity.
#[server(name = DeleteActivityCall, endpoint = "activities.delete", input = Json, output = Json)]
pub async fn delete_activity(request: DeleteActivity) -> Result<(), Fault> {
    call::run(request).await
}

/// Restores an activity.
#[server(name = RestoreActivityCall, endpoint = "activities.restore", input = Json, output = Json)]
pub async fn restore_activity(request: RestoreActivity) -> Result<ActivityView, Fault> {
    call::run(request).await
}

/// Reads an activity.
#[server(name = ReadActivityCall, endpoint = "activities.read", input = Json, output = Json)]
pub async fn read_activity(request: ReadActivity) -> Result<ActivityView, Fault> {
    call::run(request).await
}

/// Creates a task.
#[server(name = CreateTaskCall, endpoint = "tasks.create", input = Json, output = Json)]
pub async fn create_task(request: CreateTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Edits a task.
#[server(name = EditTaskCall, endpoint = "tasks.edit", input = Json, output = Json)]
pub async fn edit_task(request: EditTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Marks a task as done.
#[server(name = CompleteTaskCall, endpoint = "tasks.complete", input = Json, output = Json)]
pub async fn complete_task(request: CompleteTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Opens a task again.
#[server(name = ReopenTaskCall, endpoint = "tasks.reopen", input = Json, output = Json)]
pub async fn reopen_task(request: ReopenTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Moves due dates.
#[server(name = RescheduleTasksCall, endpoint = "tasks.reschedule", input = Json, output = Json)]
pub async fn reschedule_tasks(request: RescheduleTasks) -> Result<Vec<TaskView>, Fault> {
    call::run(request).await
}

/// Deletes a task.
#[server(name = DeleteTaskCall, endpoint = "tasks.delete", input = Json, output = Json)]
pub async fn delete_task(request: DeleteTask) -> Result<(), Fault> {
    call::run(request).await
}

/// Restores a task.
#[server(name = RestoreTaskCall, endpoint = "tasks.restore", input = Json, output = Json)]
pub async fn restore_task(request: RestoreTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Reads a task.
#[server(name = ReadTaskCall, endpoint = "tasks.read", input = Json, output = Json)]
pub async fn read_task(request: ReadTask) -> Result<TaskView, Fault> {
    call::run(request).await
}

/// Lists tasks.
#[server(name = ListTasksCall, endpoint = "tasks.list", input = Json, output = Json)]
pub async fn list_tasks(request: ListTasks) -> Result<TaskList, Fault> {
    call::run(request).await
}

/// Colleagues who may be named in a text.
#[server(name = FindNamedCall, endpoint = "notifications.find_named", input = Json, output = Json)]
pub async fn find_named(request: FindNamed) -> Result<Vec<Named<UserId>>, Fault> {
    call::run(request).await
}

/// Finds the records a line names.
#[server(name = FindMentionsCall, endpoint = "tasks.find_mentions", input = Json, output = Json)]
pub async fn find_mentions(request: FindMentions) -> Result<Vec<Mention>, Fault> {
    call::run(request).await
}

/// Finds records to link.
#[server(name = FindLinksCall, endpoint = "tasks.find_links", input = Json, output = Json)]
pub async fn find_links(request: FindLinks) -> Result<Vec<LinkChoice>, Fault> {
    call::run(request).await
}

/// Reads some days of the calendar.
#[server(name = ReadCalendarCall, endpoint = "calendar.read", input = Json, output = Json)]
pub async fn read_calendar(request: ReadCalendar) -> Result<CalendarItems, Fault> {
    call::run(request).await
}

/// Reads a page of a timeline.
#[server(name = ReadTimelineCall, endpoint = "timeline.read", input = Json, output = Json)]
pub async fn read_timeline(request: ReadTimeline) -> Result<TimelinePage, Fault> {
    call::run(request).await
}

/// Reads a page of a deal's history.
#[server(name = ReadHistoryCall, endpoint = "opportunities.history", input = Json, output = Json)]
pub async fn read_history(request: ReadOpportunityHistory) -> Result<HistoryPage, Fault> {
    call::run(request).await
}
